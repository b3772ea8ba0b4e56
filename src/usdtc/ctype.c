/* SPDX-License-Identifier: BSD-2-Clause */
#include "usdtc/ctype.h"

#include <string.h>

/* Through typedefs, and through arrays and pointers to what they end at. */
static const struct type *pointee(const struct type *t, int *levels,
				  unsigned *qualifiers)
{
	*levels = 0;
	*qualifiers = 0;
	for (;;) {
		*qualifiers |= t->qualifiers;
		if (t->kind == TYPE_TYPEDEF && t->base) {
			t = t->base;
		} else if (t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY) {
			++*levels;
			*qualifiers = 0;
			t = t->base;
		} else if (t->kind == TYPE_STRING) {
			++*levels;
			return &type_char;
		} else {
			return t;
		}
	}
}

static const char *integer_name(const struct type *t)
{
	bool is_signed = t->is_signed;

	if (t->name && !strcmp(t->name, "char"))
		return "char";
	if (t->name && !strcmp(t->name, "_Bool"))
		return "__dtrace_bool";
	if (t->name && strstr(t->name, "long long"))
		return is_signed ? "long long" : "unsigned long long";
	switch (t->size) {
	case 1:
		return is_signed ? "signed char" : "unsigned char";
	case 2:
		return is_signed ? "short" : "unsigned short";
	case 4:
		return is_signed ? "int" : "unsigned int";
	default:
		return is_signed ? "long" : "unsigned long";
	}
}

static bool is_tagged(const struct type *t)
{
	return (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION) && t->name;
}

static void add_base(const struct type *t, struct buf *out)
{
	if (t->kind == TYPE_INT || t->kind == TYPE_ENUM)
		buf_add_str(out, integer_name(t));
	else if (t->kind == TYPE_FLOAT)
		buf_add_str(out, t->name);
	else if (is_tagged(t))
		buf_printf(out, "%s %s", t->kind == TYPE_STRUCT ? "struct" :
			   "union", t->name);
	else
		buf_add_str(out, "void");
}

void ctype_param(const struct type *t, const char *name, struct buf *out)
{
	unsigned qualifiers;
	int levels;

	t = pointee(t, &levels, &qualifiers);
	if (levels == 1 || (levels && (qualifiers & QUAL_CONST)))
		buf_add_str(out, "const ");
	if (levels && (qualifiers & QUAL_VOLATILE))
		buf_add_str(out, "volatile ");
	add_base(t, out);
	buf_add_char(out, ' ');
	for (; levels > 2; levels--)
		buf_add_char(out, '*');
	if (levels == 2)
		buf_add_str(out, "*const ");
	if (levels)
		buf_add_char(out, '*');
	buf_add_str(out, name);
}

const struct type *ctype_needs_tag(const struct type *t)
{
	unsigned qualifiers;
	int levels;

	t = pointee(t, &levels, &qualifiers);
	return levels && is_tagged(t) ? t : NULL;
}

unsigned ctype_size(const struct type *t)
{
	t = type_resolve(t);
	switch (t->kind) {
	case TYPE_POINTER:
	case TYPE_ARRAY:
	case TYPE_STRING:
		return 8;
	case TYPE_INT:
	case TYPE_ENUM:
	case TYPE_FLOAT:
		return t->size == 1 || t->size == 2 || t->size == 4 ||
		       t->size == 8 ? (unsigned)t->size : 0;
	default:
		return 0;
	}
}

bool ctype_is_signed(const struct type *t)
{
	t = type_resolve(t);
	return (t->kind == TYPE_INT || t->kind == TYPE_ENUM) && t->is_signed;
}

bool ctype_is_float(const struct type *t)
{
	return type_resolve(t)->kind == TYPE_FLOAT;
}
