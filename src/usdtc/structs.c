/* SPDX-License-Identifier: BSD-2-Clause */
#include "usdtc/structs_impl.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "lang/token.h"

#define TYPE_DEPTH 64		/* types in types, by value or pointer */
#define NAME_LEN_MAX 200

/* ---- names ---------------------------------------------------------- */

bool structs_is_name(const char *name)
{
	static const char *const keywords[] = {
#define X(id, spelling) spelling,
		TOKEN_KEYWORDS(X)
#undef X
	};

	if (!name || !*name || isdigit((unsigned char)*name) ||
	    strlen(name) > NAME_LEN_MAX)
		return false;
	for (const char *p = name; *p; p++)
		if (!isalnum((unsigned char)*p) && *p != '_')
			return false;
	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (!strcmp(name, keywords[i]))
			return false;
	return true;
}

static const char *keyword(enum type_kind kind)
{
	return kind == TYPE_STRUCT ? "struct" :
	       kind == TYPE_UNION ? "union" : "enum";
}

struct known *structs_name(struct structs *s, enum type_kind kind,
			   const char *tag)
{
	const char *key = arena_printf(s->arena, "%s %s", keyword(kind), tag);
	struct known *k = strmap_get(&s->names, key);

	if (k)
		return k;
	k = ARENA_NEW(s->arena, struct known);
	k->t = ARENA_NEW(s->arena, struct type);
	k->t->kind = kind;
	k->t->name = arena_strdup(s->arena, tag);
	k->t->align = 1;
	strmap_set(&s->names, key, k);
	return k;
}

/* ---- what the provider file has ------------------------------------- */

/*
 * A translator, which a D library has, knows what args[] gives where it is not
 * what the program passes: only that is looked for.
 */
static void see(struct structs *s, const struct type *t, bool is_passed,
		int depth);

static void see_tagged(struct structs *s, const struct type *t, bool is_passed,
		       int depth)
{
	struct known *k;

	for (size_t i = 0; i < t->nenumerators; i++)
		strmap_set(&s->enumerators, t->enumerators[i].name, (void *)t);
	if (t->name) {
		k = structs_name(s, t->kind, t->name);
		if (k->t == t)
			return;
		/* not const where it was made: the parser left it open */
		k->t = (struct type *)t;
		k->is_given = t->is_complete;
		k->is_root = is_passed && !t->is_complete &&
			     t->kind != TYPE_ENUM;
	}
	for (size_t i = 0; i < t->nmembers; i++)
		see(s, t->members[i].type, is_passed, depth - 1);
}

static void see(struct structs *s, const struct type *t, bool is_passed,
		int depth)
{
	if (!t || depth <= 0)
		return;
	if (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION ||
	    t->kind == TYPE_ENUM)
		see_tagged(s, t, is_passed, depth);
	else
		see(s, t->base, is_passed, depth - 1);
}

static bool has_root(const struct structs *s)
{
	for (size_t i = 0; i < s->names.len; i++)
		if (((struct known *)s->names.entries[i].value)->is_root)
			return true;
	return false;
}

struct structs *structs_new(struct arena *a, struct provider_decl *list)
{
	struct structs *s = xcalloc(1, sizeof(*s));

	s->arena = a;
	s->list = list;
	for (; list; list = list->next)
		for (const struct probe_decl *p = list->probes; p;
		     p = p->next) {
			for (size_t i = 0; i < p->nnative; i++)
				see(s, p->native[i].type, true,
				    TYPE_DEPTH);
			for (size_t i = 0; i < p->nargs; i++)
				see(s, p->args[i].type, false,
				    TYPE_DEPTH);
		}
	if (has_root(s))
		return s;
	structs_free(s);
	return NULL;
}

void structs_free(struct structs *s)
{
	if (!s)
		return;
	strmap_release(&s->names);
	strmap_release(&s->enumerators);
	buf_release(&s->says);
	free(s);
}

/* ---- the same twice ------------------------------------------------- */

uint64_t structs_bit(const struct type_member *m)
{
	return (uint64_t)m->offset * 8 + m->bit_offset;
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static bool same_type(const struct type *a, const struct type *b, int depth);

static bool same_members(const struct type *a, const struct type *b, int depth)
{
	if (a->size != b->size || a->nmembers != b->nmembers)
		return false;
	for (size_t i = 0; i < a->nmembers; i++) {
		const struct type_member *m = &a->members[i];
		const struct type_member *n = &b->members[i];

		if (!same_text(m->name, n->name) ||
		    structs_bit(m) != structs_bit(n) ||
		    m->bit_width != n->bit_width ||
		    !same_type(m->type, n->type, depth - 1))
			return false;
	}
	return true;
}

/* Named ones are shared: only the entry of the table can be the same. */
static bool same_type(const struct type *a, const struct type *b, int depth)
{
	if (a == b)
		return true;
	if (depth <= 0 || a->kind != b->kind || a->size != b->size ||
	    a->is_signed != b->is_signed || !same_text(a->name, b->name))
		return false;
	switch (a->kind) {
	case TYPE_STRUCT:
	case TYPE_UNION:
		return !a->name && same_members(a, b, depth);
	case TYPE_ARRAY:
		return a->nelems == b->nelems &&
		       same_type(a->base, b->base, depth - 1);
	case TYPE_POINTER:
	case TYPE_TYPEDEF:
		return a->base && b->base &&
		       same_type(a->base, b->base, depth - 1);
	default:
		return true;
	}
}

void structs_refuse(struct known *k)
{
	k->is_refused = true;
	k->t->is_complete = false;
	k->t->size = 0;
	k->t->align = 1;
	k->t->members = NULL;
	k->t->nmembers = 0;
}

void structs_define(struct structs *s, struct known *k, const struct type *t,
		    const char *path)
{
	if (k->is_refused || k->is_given)
		return;
	if (!k->t->is_complete) {
		k->t->size = t->size;
		k->t->align = t->align;
		k->t->members = t->members;
		k->t->nmembers = t->nmembers;
		k->t->is_complete = true;
		k->from = path;
		s->nmembers += t->nmembers;
	} else if (!same_members(k->t, t, TYPE_DEPTH)) {
		buf_printf(&s->says, "'%s %s' is not the same in '%s' and "
			   "'%s': its members are left out\n",
			   keyword(k->t->kind), k->t->name, k->from, path);
		structs_refuse(k);
	}
}
