/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types as C text. A C declaration is written inside out: the declarator grows
 * around the name (`*name`, `(*name)[4]`) while the type is walked from the
 * outside in; what remains at the end is the specifier in front of it.
 */
#include <string.h>

#include "lang/type.h"

#define PRINT_DEPTH 64		/* types in types; deeper ones are "..." */

static void print(const struct type *t, const char *name, struct buf *out,
		  int depth);

static void add_qualifiers(unsigned qualifiers, struct buf *out)
{
	static const char *const words[] = {
		"const ", "volatile ", "restrict ", "userland ",
	};

	for (int i = 0; i < 4; i++) {
		if (qualifiers & 1u << i)
			buf_add_str(out, words[i]);
	}
}

static void wrap(struct buf *declarator, const char *before,
		 const char *after)
{
	struct buf wrapped = BUF_INIT;

	buf_add_str(&wrapped, before);
	buf_add_str(&wrapped, buf_str(declarator));
	buf_add_str(&wrapped, after);
	buf_release(declarator);
	*declarator = wrapped;
}

static void wrap_pointer(const struct type *t, struct buf *declarator)
{
	bool postfix = t->base->kind == TYPE_ARRAY ||
		t->base->kind == TYPE_FUNCTION;
	struct buf before = BUF_INIT;

	buf_add_str(&before, postfix ? "(*" : "*");
	/* userland is no C word: it says where the pointer came from */
	add_qualifiers(t->qualifiers & ~QUAL_USERLAND, &before);
	if (!declarator->len && before.data[before.len - 1] == ' ')
		before.data[--before.len] = '\0';
	wrap(declarator, buf_str(&before), postfix ? ")" : "");
	buf_release(&before);
}

static void add_params(const struct type *t, struct buf *out, int depth)
{
	buf_add_char(out, '(');
	for (size_t i = 0; i < t->nmembers; i++) {
		if (i)
			buf_add_str(out, ", ");
		print(t->members[i].type, t->members[i].name, out, depth);
	}
	if (t->is_variadic)
		buf_add_str(out, t->nmembers ? ", ..." : "...");
	else if (!t->nmembers)
		buf_add_str(out, "void");
	buf_add_char(out, ')');
}

static void add_postfix(const struct type *t, struct buf *declarator,
			int depth)
{
	if (t->kind == TYPE_FUNCTION)
		add_params(t, declarator, depth);
	else if (t->is_complete)
		buf_printf(declarator, "[%llu]",
			   (unsigned long long)t->nelems);
	else
		buf_add_str(declarator, "[]");
}

static const char *keyword(const struct type *t)
{
	switch (t->kind) {
	case TYPE_STRUCT:
		return "struct";
	case TYPE_UNION:
		return "union";
	default:
		return "enum";
	}
}

static void add_members(const struct type *t, struct buf *out, int depth)
{
	for (size_t i = 0; i < t->nmembers; i++) {
		const struct type_member *m = &t->members[i];

		print(m->type, m->name, out, depth);
		if (m->bit_width)
			buf_printf(out, " : %u", m->bit_width);
		buf_add_str(out, "; ");
	}
	for (size_t i = 0; i < t->nenumerators; i++)
		buf_printf(out, "%s%s = %lld%s", i ? ", " : "",
			   t->enumerators[i].name,
			   (long long)t->enumerators[i].value,
			   i + 1 == t->nenumerators ? " " : "");
}

static void print_body(const struct type *t, struct buf *out, int depth)
{
	buf_add_str(out, keyword(t));
	if (t->name)
		buf_printf(out, " %s", t->name);
	buf_add_str(out, " { ");
	if (depth > 0)
		add_members(t, out, depth - 1);
	else
		buf_add_str(out, "... ");
	buf_add_char(out, '}');
	if (t->is_packed)
		buf_add_str(out, " __attribute__((packed))");
}

static void print_specifier(const struct type *t, struct buf *out, int depth)
{
	add_qualifiers(t->qualifiers & ~QUAL_USERLAND, out);
	if (t->kind == TYPE_TYPEDEF && !t->name) {
		t = t->base;	/* a qualified struct */
		add_qualifiers(t->qualifiers & ~QUAL_USERLAND, out);
	}
	if (t->kind != TYPE_STRUCT && t->kind != TYPE_UNION &&
	    t->kind != TYPE_ENUM)
		buf_add_str(out, t->name);
	else if (t->name)
		buf_printf(out, "%s %s", keyword(t), t->name);
	else
		print_body(t, out, depth);
}

static void print(const struct type *t, const char *name, struct buf *out,
		  int depth)
{
	struct buf declarator = BUF_INIT;

	if (depth == 0) {
		buf_add_str(out, "...");
		return;
	}
	if (name)
		buf_add_str(&declarator, name);
	for (;; t = t->base) {
		if (t->kind == TYPE_POINTER)
			wrap_pointer(t, &declarator);
		else if (t->kind == TYPE_ARRAY || t->kind == TYPE_FUNCTION)
			add_postfix(t, &declarator, depth - 1);
		else
			break;
	}
	print_specifier(t, out, depth - 1);
	if (declarator.len) {
		buf_add_char(out, ' ');
		buf_add_str(out, declarator.data);
	}
	buf_release(&declarator);
}

void type_print(const struct type *t, const char *name, struct buf *out)
{
	print(t, name, out, PRINT_DEPTH);
}

void type_print_body(const struct type *t, struct buf *out)
{
	print_body(type_resolve(t), out, PRINT_DEPTH);
}

const char *type_text(struct arena *a, const struct type *t)
{
	struct buf text = BUF_INIT;
	const char *copy;

	type_print(t, NULL, &text);
	copy = arena_strdup(a, buf_str(&text));
	buf_release(&text);
	return copy;
}
