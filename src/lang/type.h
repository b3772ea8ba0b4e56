/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C types as D knows them: built by the parser from D source, or read from
 * BTF. LP64 sizes. A type is immutable once complete; types live in the arena
 * of the compilation. Basic types are shared, so pointers to them compare
 * equal; use type_compatible() for everything else.
 */
#ifndef LANG_TYPE_H
#define LANG_TYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"

enum type_kind {
	TYPE_VOID,
	TYPE_INT,		/* all integers, char and _Bool included */
	TYPE_FLOAT,
	TYPE_POINTER,
	TYPE_ARRAY,
	TYPE_STRUCT,
	TYPE_UNION,
	TYPE_ENUM,
	TYPE_FUNCTION,
	TYPE_TYPEDEF,		/* base is what it names */
	TYPE_STRING,		/* D's string: strsize bytes, NUL-terminated */
	TYPE_DYNAMIC,		/* not known before it is assigned */
};

enum type_qualifier {
	QUAL_CONST = 1 << 0,
	QUAL_VOLATILE = 1 << 1,
	QUAL_RESTRICT = 1 << 2,
	QUAL_USERLAND = 1 << 3,	/* a pointer into the traced process */
};

struct type;

struct type_member {
	const char *name;	/* NULL: an anonymous struct or union */
	const struct type *type;
	uint32_t offset;	/* bytes from the start of the struct */
	uint8_t bit_offset;	/* from the low bit of the unit at offset */
	uint8_t bit_width;	/* 0: not a bit-field */
};

struct type_enumerator {
	const char *name;
	int64_t value;
};

struct type {
	enum type_kind kind;
	unsigned qualifiers;
	uint64_t size;		/* bytes; 0 while incomplete, and for void */
	uint32_t align;
	bool is_signed;		/* TYPE_INT, TYPE_ENUM */
	bool is_complete;	/* struct, union, enum, array: body was seen */
	const char *name;	/* basic spelling, tag, or typedef name */
	const struct type *base;	/* pointee, element, result, typedef */
	uint64_t nelems;	/* TYPE_ARRAY */
	const struct type_member *members;	/* struct, union; parameters */
	size_t nmembers;
	bool is_variadic;	/* TYPE_FUNCTION */
	const struct type_enumerator *enumerators;
	size_t nenumerators;
};

/* The basic types, by the spelling that the C standard gives first. */
extern const struct type type_void, type_char, type_schar, type_uchar,
	type_short, type_ushort, type_int, type_uint, type_long, type_ulong,
	type_llong, type_ullong, type_bool, type_float, type_double,
	type_ldouble, type_string, type_dynamic;
extern const struct type type_int8, type_uint8, type_int16, type_uint16,
	type_int32, type_uint32, type_int64, type_uint64;

const struct type *type_pointer_to(struct arena *a, const struct type *t);
const struct type *type_array_of(struct arena *a, const struct type *t,
				 uint64_t nelems);

/* Through typedefs to what they name. */
const struct type *type_resolve(const struct type *t);

bool type_is_integer(const struct type *t);	/* also enums */
bool type_is_scalar(const struct type *t);	/* integer or pointer */
bool type_is_string(const struct type *t);	/* string, char *, char[] */
bool type_is_aggregate(const struct type *t);	/* struct or union */
bool type_is_pointer(const struct type *t);	/* pointer or array */
bool type_compatible(const struct type *a, const struct type *b);

/*
 * The member, searched through anonymous ones too; *offset gets its bytes from
 * the start of t. NULL when there is none.
 */
const struct type_member *type_find_member(const struct type *t,
					   const char *name,
					   uint64_t *offset);

/* Append the type as C writes it; with a name, as a declaration of it. */
void type_print(const struct type *t, const char *name, struct buf *out);

#endif
