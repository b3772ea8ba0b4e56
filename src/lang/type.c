/* SPDX-License-Identifier: BSD-2-Clause */
#include "lang/type.h"

#include <string.h>

/* ---- basic types ---------------------------------------------------- */

#define BASIC(var, kind_, size_, sign_, name_) \
	const struct type var = { \
		.kind = kind_, .size = size_, .align = size_, \
		.is_signed = sign_, .is_complete = true, .name = name_, \
	}

BASIC(type_char, TYPE_INT, 1, true, "char");
BASIC(type_schar, TYPE_INT, 1, true, "signed char");
BASIC(type_uchar, TYPE_INT, 1, false, "unsigned char");
BASIC(type_short, TYPE_INT, 2, true, "short");
BASIC(type_ushort, TYPE_INT, 2, false, "unsigned short");
BASIC(type_int, TYPE_INT, 4, true, "int");
BASIC(type_uint, TYPE_INT, 4, false, "unsigned int");
BASIC(type_long, TYPE_INT, 8, true, "long");
BASIC(type_ulong, TYPE_INT, 8, false, "unsigned long");
BASIC(type_llong, TYPE_INT, 8, true, "long long");
BASIC(type_ullong, TYPE_INT, 8, false, "unsigned long long");
BASIC(type_bool, TYPE_INT, 1, false, "_Bool");
BASIC(type_float, TYPE_FLOAT, 4, true, "float");
BASIC(type_double, TYPE_FLOAT, 8, true, "double");
BASIC(type_ldouble, TYPE_FLOAT, 16, true, "long double");

const struct type type_void = {
	.kind = TYPE_VOID, .align = 1, .name = "void",
};
const struct type type_string = {
	.kind = TYPE_STRING, .size = 256, .align = 1, .is_complete = true,
	.name = "string",
};
const struct type type_dynamic = {
	.kind = TYPE_DYNAMIC, .align = 1, .name = "<dynamic>",
};

#define ALIAS(var, base_, size_, name_) \
	const struct type var = { \
		.kind = TYPE_TYPEDEF, .size = size_, .align = size_, \
		.is_complete = true, .name = name_, .base = &base_, \
	}

ALIAS(type_int8, type_schar, 1, "int8_t");
ALIAS(type_uint8, type_uchar, 1, "uint8_t");
ALIAS(type_int16, type_short, 2, "int16_t");
ALIAS(type_uint16, type_ushort, 2, "uint16_t");
ALIAS(type_int32, type_int, 4, "int32_t");
ALIAS(type_uint32, type_uint, 4, "uint32_t");
ALIAS(type_int64, type_long, 8, "int64_t");
ALIAS(type_uint64, type_ulong, 8, "uint64_t");
ALIAS(type_uintptr, type_ulong, 8, "uintptr_t");
ALIAS(type_pid, type_int, 4, "pid_t");
ALIAS(type_uid, type_uint, 4, "uid_t");
ALIAS(type_gid, type_uint, 4, "gid_t");

/* ---- making types --------------------------------------------------- */

const struct type *type_pointer_to(struct arena *a, const struct type *t)
{
	struct type *p = ARENA_NEW(a, struct type);

	p->kind = TYPE_POINTER;
	p->size = p->align = 8;
	p->is_complete = true;
	p->base = t;
	return p;
}

const struct type *type_array_of(struct arena *a, const struct type *t,
				 uint64_t nelems)
{
	struct type *p = ARENA_NEW(a, struct type);

	p->kind = TYPE_ARRAY;
	p->base = t;
	p->nelems = nelems;
	p->size = type_size(t) * nelems;
	p->align = type_resolve(t)->align;
	p->is_complete = true;
	return p;
}

const struct type *type_typedef(struct arena *a, const char *name,
				const struct type *t)
{
	struct type *p = ARENA_NEW(a, struct type);

	/* a chain of names is kept short: each names the real type */
	p->kind = TYPE_TYPEDEF;
	p->name = name;
	while (t->kind == TYPE_TYPEDEF && t->name && t->base) {
		p->qualifiers |= t->qualifiers;
		t = t->base;
	}
	p->base = t;
	p->size = t->size;
	p->align = t->align;
	p->is_complete = t->is_complete;
	return p;
}

const struct type *type_qualified(struct arena *a, const struct type *t,
				  unsigned qualifiers)
{
	struct type *p;

	if ((t->qualifiers | qualifiers) == t->qualifiers)
		return t;
	if (t->kind == TYPE_ARRAY) {	/* it is the elements that are const */
		p = arena_memdup(a, t, sizeof(*t));
		p->base = type_qualified(a, t->base, qualifiers);
		return p;
	}
	if (t->kind == TYPE_STRUCT || t->kind == TYPE_UNION ||
	    t->kind == TYPE_ENUM || (t->kind == TYPE_TYPEDEF && !t->base)) {
		p = ARENA_NEW(a, struct type);
		p->kind = TYPE_TYPEDEF;
		p->base = t;
	} else {
		p = arena_memdup(a, t, sizeof(*t));
	}
	p->qualifiers |= qualifiers;
	return p;
}

const struct type *type_unqualified(struct arena *a, const struct type *t)
{
	unsigned qualifiers = type_qualifiers(t);
	struct type *p;

	if (!(qualifiers & ~(unsigned)QUAL_USERLAND))
		return t;
	t = type_resolve(t);
	if (t->qualifiers) {
		p = arena_memdup(a, t, sizeof(*t));
		p->qualifiers = 0;
		t = p;
	}
	return type_qualified(a, t, qualifiers & QUAL_USERLAND);
}

const struct type *type_integer(uint64_t size, bool is_signed,
				const char *name)
{
	switch (size) {
	case 1:
		return !strcmp(name, "char") ? &type_char :
		       is_signed ? &type_schar : &type_uchar;
	case 2:
		return is_signed ? &type_short : &type_ushort;
	case 4:
		return is_signed ? &type_int : &type_uint;
	case 8:
		if (strstr(name, "long long"))
			return is_signed ? &type_llong : &type_ullong;
		return is_signed ? &type_long : &type_ulong;
	default:
		return NULL;
	}
}

/* ---- asking --------------------------------------------------------- */

const struct type *type_resolve(const struct type *t)
{
	while (t->kind == TYPE_TYPEDEF && t->base)
		t = t->base;
	return t;
}

unsigned type_qualifiers(const struct type *t)
{
	unsigned qualifiers = t->qualifiers;

	while (t->kind == TYPE_TYPEDEF && t->base) {
		t = t->base;
		qualifiers |= t->qualifiers;
	}
	return qualifiers;
}

uint64_t type_size(const struct type *t)
{
	return type_resolve(t)->size;
}

bool type_is_complete(const struct type *t)
{
	return type_resolve(t)->is_complete;
}

bool type_is_void(const struct type *t)
{
	return type_resolve(t)->kind == TYPE_VOID;
}

bool type_is_integer(const struct type *t)
{
	t = type_resolve(t);
	return t->kind == TYPE_INT || t->kind == TYPE_ENUM;
}

bool type_is_signed(const struct type *t)
{
	return type_resolve(t)->is_signed;
}

bool type_is_scalar(const struct type *t)
{
	return type_is_integer(t) || type_resolve(t)->kind == TYPE_POINTER;
}

bool type_is_bool(const struct type *t)
{
	t = type_resolve(t);
	return t->kind == TYPE_INT && !strcmp(t->name, type_bool.name);
}

static bool is_char(const struct type *t)
{
	t = type_resolve(t);
	return t->kind == TYPE_INT && t->size == 1 && !type_is_bool(t);
}

bool type_is_dstring(const struct type *t)
{
	return type_resolve(t)->kind == TYPE_STRING;
}

bool type_is_string(const struct type *t)
{
	const struct type *target = type_target(t);

	return type_is_dstring(t) || (target && is_char(target));
}

bool type_is_aggregate(const struct type *t)
{
	t = type_resolve(t);
	return t->kind == TYPE_STRUCT || t->kind == TYPE_UNION;
}

bool type_is_pointer(const struct type *t)
{
	return type_target(t);
}

const struct type *type_target(const struct type *t)
{
	t = type_resolve(t);
	return t->kind == TYPE_POINTER || t->kind == TYPE_ARRAY ? t->base
								: NULL;
}

/* ---- comparing ------------------------------------------------------ */

/* Functions of functions can be huge: what takes longer counts as different. */
#define COMPARE_DEPTH 64
#define COMPARE_STEPS 10000

static bool compatible(const struct type *a, const struct type *b, int depth,
		       int *steps);

static bool params_compatible(const struct type *a, const struct type *b,
			      int depth, int *steps)
{
	if (a->nmembers != b->nmembers || a->is_variadic != b->is_variadic)
		return false;
	for (size_t i = 0; i < a->nmembers; i++) {
		if (!compatible(a->members[i].type, b->members[i].type, depth,
				steps))
			return false;
	}
	return true;
}

/* Two structs are one when their tags are; nameless ones are themselves. */
static bool tags_equal(const struct type *a, const struct type *b)
{
	return a->name && b->name && strcmp(a->name, b->name) == 0;
}

static bool compatible(const struct type *a, const struct type *b, int depth,
		       int *steps)
{
	while (--*steps > 0) {
		a = type_resolve(a);
		b = type_resolve(b);
		if (a == b)
			return true;
		if (a->kind != b->kind)
			return false;
		switch (a->kind) {
		case TYPE_INT:
			return a->size == b->size &&
				a->is_signed == b->is_signed;
		case TYPE_FLOAT:
			return a->size == b->size;
		case TYPE_STRUCT:
		case TYPE_UNION:
		case TYPE_ENUM:
		case TYPE_TYPEDEF:
			return tags_equal(a, b);
		case TYPE_ARRAY:
			if (a->is_complete && b->is_complete &&
			    a->nelems != b->nelems)
				return false;
			break;
		case TYPE_FUNCTION:
			if (depth == 0 ||
			    !params_compatible(a, b, depth - 1, steps))
				return false;
			break;
		case TYPE_POINTER:
			break;
		case TYPE_VOID:
		case TYPE_STRING:
			return true;
		case TYPE_DYNAMIC:	/* &type_stack is not &type_ustack */
			return false;
		}
		a = a->base;
		b = b->base;
	}
	return false;
}

bool type_compatible(const struct type *a, const struct type *b)
{
	int steps = COMPARE_STEPS;

	return compatible(a, b, COMPARE_DEPTH, &steps);
}

/* ---- conversions ---------------------------------------------------- */

const struct type *type_promote(const struct type *t)
{
	t = type_resolve(t);
	if (t->size < 4)
		return &type_int;
	if (t->size == 4)
		return t->is_signed ? &type_int : &type_uint;
	if (t == &type_llong || t == &type_ullong)
		return t;
	return t->is_signed ? &type_long : &type_ulong;
}

const struct type *type_usual(const struct type *a, const struct type *b)
{
	a = type_promote(a);
	b = type_promote(b);
	if (a == b)
		return a;
	if (a->size != b->size)
		return a->size > b->size ? a : b;
	if (a->size == 4)
		return &type_uint;
	if (a == &type_llong || b == &type_llong ||
	    a == &type_ullong || b == &type_ullong)
		return a->is_signed && b->is_signed ? &type_llong
						    : &type_ullong;
	return &type_ulong;
}

/* ---- members -------------------------------------------------------- */

#define ANONYMOUS_DEPTH 64	/* structs in structs that are searched */

static const struct type_member *find_member(const struct type *t,
					     const char *name,
					     uint64_t *offset, int depth)
{
	const struct type_member *m, *found;

	t = type_resolve(t);
	if ((t->kind != TYPE_STRUCT && t->kind != TYPE_UNION) || depth == 0 ||
	    !t->nmembers)
		return NULL;
	for (m = t->members; m < t->members + t->nmembers; m++) {
		found = NULL;
		if (m->name && strcmp(m->name, name) == 0) {
			*offset = 0;
			found = m;
		} else if (!m->name) {
			found = find_member(m->type, name, offset, depth - 1);
		}
		if (found) {
			*offset += m->offset;
			return found;
		}
	}
	return NULL;
}

const struct type_member *type_find_member(const struct type *t,
					   const char *name, uint64_t *offset)
{
	return find_member(t, name, offset, ANONYMOUS_DEPTH);
}
