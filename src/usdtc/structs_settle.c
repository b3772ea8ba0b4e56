/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How D lays out a type is the parser's to say: what is to stand in the note is
 * read back, and each type looked at. One that came out differently is written
 * again with its padding spelt out; one that still does is left out.
 */
#include <stdlib.h>
#include <string.h>

#include "base/diag.h"
#include "base/source.h"
#include "base/vec.h"
#include "elf/typenote.h"
#include "usdtc/structs_impl.h"
#include "usdtc/usdtc.h"

#define TYPE_DEPTH 64

struct type *structs_part(const struct type *t)
{
	while (t->base && (t->kind == TYPE_ARRAY || t->kind == TYPE_TYPEDEF))
		t = t->base;
	return type_is_aggregate(t) ? (struct type *)t : NULL;
}

/* ---- packing -------------------------------------------------------- */

struct packing {
	struct structs *s;
	VEC(struct type_member) list;
	uint64_t at;			/* bits */
	uint64_t most;			/* where the longest one ends */
};

static void add_padding(struct packing *p, const struct type *type,
			uint64_t bits, bool is_bits)
{
	*vec_push(&p->list) = (struct type_member){
		.name = arena_printf(p->s->arena, "__pad%u", p->s->npads++),
		.type = type,
		.offset = (uint32_t)(p->at / 8),
		.bit_offset = is_bits ? (uint8_t)(p->at % 8) : 0,
		.bit_width = is_bits ? (uint8_t)bits : 0,
	};
	p->at += bits;
}

static void pad_to(struct packing *p, uint64_t bit)
{
	uint64_t bytes;

	if (p->at % 8 && p->at < bit) {
		uint64_t next = (p->at + 7) / 8 * 8;

		add_padding(p, &type_uchar, (next < bit ? next : bit) - p->at,
			    true);
	}
	bytes = bit > p->at ? (bit - p->at) / 8 : 0;
	if (bytes)
		add_padding(p, type_array_of(p->s->arena, &type_char, bytes),
			    bytes * 8, false);
	if (p->at < bit)
		add_padding(p, &type_uchar, bit - p->at, true);
}

static uint64_t width(const struct type_member *m)
{
	return m->bit_width ? m->bit_width : type_size(m->type) * 8;
}

void structs_pack(struct structs *s, struct type *t)
{
	struct packing p = { .s = s };

	for (size_t i = 0; i < t->nmembers; i++) {
		const struct type_member *m = &t->members[i];
		struct type *part = structs_part(m->type);

		if (part && !part->is_complete)
			continue;
		if (part && !part->name && !part->is_packed)
			structs_pack(s, part);
		if (t->kind == TYPE_UNION) {
			p.at = 0;
		} else if (structs_bit(m) < p.at) {
			continue;	/* what overlaps makes no sense */
		}
		pad_to(&p, structs_bit(m));
		*vec_push(&p.list) = *m;
		p.at += width(m);
		if (p.at > p.most)
			p.most = p.at;
	}
	if (t->kind == TYPE_UNION && p.most < t->size * 8)
		p.at = 0;
	if (p.most < t->size * 8)
		pad_to(&p, t->size * 8);
	t->members = p.list.len ? arena_memdup(s->arena, p.list.items,
			p.list.len * sizeof(*p.list.items)) : NULL;
	t->nmembers = p.list.len;
	t->is_packed = true;
	t->align = 1;
	vec_release(&p.list);
}

/* ---- reading back --------------------------------------------------- */

struct reading {
	struct arena arena;
	struct strmap types;		/* "struct x" as read back */
};

static void collect(struct reading *r, const struct type *t, int depth)
{
	const char *key;

	if (!t || depth <= 0)
		return;
	if (!type_is_aggregate(t) || t->kind == TYPE_TYPEDEF) {
		collect(r, t->base, depth - 1);
		return;
	}
	if (t->name) {
		key = arena_printf(&r->arena, "%s %s", t->kind == TYPE_STRUCT ?
				   "struct" : "union", t->name);
		if (strmap_get(&r->types, key))
			return;
		strmap_set(&r->types, key, (void *)t);
	}
	for (size_t i = 0; i < t->nmembers; i++)
		collect(r, t->members[i].type, depth - 1);
}

/* Read the provider's description; false: it makes no sense to the parser. */
static bool read_back(struct reading *r, const struct provider_decl *v,
		      struct source **source)
{
	struct buf text = BUF_INIT;
	struct diags diags = DIAGS_INIT;
	struct provider_decl *list;

	usdtc_describe(v, &text);
	*source = source_new(v->name, buf_str(&text), text.len);
	list = text.len <= TYPE_NOTE_MAX ?
		provider_parse(&r->arena, *source, &diags) : NULL;
	for (const struct probe_decl *p = list ? list->probes : NULL; p;
	     p = p->next) {
		for (size_t i = 0; i < p->nnative; i++)
			collect(r, p->native[i].type, TYPE_DEPTH);
		for (size_t i = 0; i < p->nargs; i++)
			collect(r, p->args[i].type, TYPE_DEPTH);
	}
	diags_release(&diags);
	buf_release(&text);
	return list;
}

static bool same_layout(const struct type *a, const struct type *b, int depth)
{
	if (!b || depth <= 0 || a->kind != b->kind || a->size != b->size ||
	    a->nmembers != b->nmembers)
		return false;
	for (size_t i = 0; i < a->nmembers; i++) {
		const struct type_member *m = &a->members[i];
		const struct type_member *n = &b->members[i];
		const struct type *part = structs_part(m->type);
		const struct type *its = structs_part(n->type);

		if (structs_bit(m) != structs_bit(n) || width(m) != width(n) ||
		    !part != !its || (part && !part->is_complete))
			return false;
		if (part && !part->name && !same_layout(part, its, depth - 1))
			return false;
	}
	return true;
}

/* True when something had to be changed, and is to be read again. */
static bool mend(struct structs *s, const struct reading *r)
{
	bool is_changed = false;

	for (size_t i = 0; i < s->names.len; i++) {
		struct known *k = s->names.entries[i].value;
		const struct type *its = strmap_get(&r->types,
						    s->names.entries[i].key);

		if (k->is_given || !k->t->is_complete ||
		    k->t->kind == TYPE_ENUM || !its ||
		    same_layout(k->t, its, TYPE_DEPTH))
			continue;
		if (!k->t->is_packed) {
			structs_pack(s, k->t);
		} else {
			buf_printf(&s->says, "'%s' is not laid out as D would "
				   "do it: its members are left out\n",
				   s->names.entries[i].key);
			structs_refuse(k);
		}
		is_changed = true;
	}
	return is_changed;
}

static bool try_once(struct structs *s, bool *is_changed)
{
	bool ok = true;

	*is_changed = false;
	for (struct provider_decl *v = s->list; v && ok; v = v->next) {
		struct reading r = { .types = STRMAP_INIT };
		struct source *source;

		arena_init(&r.arena);
		ok = read_back(&r, v, &source);
		if (ok)
			*is_changed |= mend(s, &r);
		strmap_release(&r.types);
		arena_release(&r.arena);
		source_free(source);
	}
	return ok;
}

/* ---- the end -------------------------------------------------------- */

static void refuse_all(struct structs *s)
{
	for (size_t i = 0; i < s->names.len; i++) {
		struct known *k = s->names.entries[i].value;

		if (!k->is_given && k->t->kind != TYPE_ENUM)
			structs_refuse(k);
	}
}

/* Each pass packs or refuses a type for good, so there is an end. */
static void until_true(struct structs *s)
{
	bool is_changed = true;

	while (is_changed)
		if (!try_once(s, &is_changed)) {
			buf_add_str(&s->says, "the objects' types make no "
				    "sense in D: they are left out\n");
			refuse_all(s);
			return;
		}
}

static void tell_missing(struct structs *s)
{
	for (size_t i = 0; s->nobjects && i < s->names.len; i++) {
		const struct known *k = s->names.entries[i].value;

		if (!k->is_root || k->t->is_complete || k->is_refused)
			continue;
		buf_printf(&s->says, "the members of '%s' are not known: ",
			   s->names.entries[i].key);
		if (s->ninfo)
			buf_add_str(&s->says, "no object defines it\n");
		else
			buf_add_str(&s->says, "no object has debug "
				    "information (LLVM bitcode and archives "
				    "are not read); compile with -g\n");
	}
}

bool structs_settle(struct structs *s, struct buf *says)
{
	bool any = false;

	until_true(s);
	tell_missing(s);
	for (size_t i = 0; i < s->names.len; i++) {
		const struct known *k = s->names.entries[i].value;

		any |= k->is_root && k->t->is_complete;
	}
	buf_add_str(says, buf_str(&s->says));
	return any;
}
