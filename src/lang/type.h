/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C types as D knows them: built by the parser from D source, or read from
 * BTF. LP64 sizes. A type is immutable once complete; types live in the arena
 * of the compilation. Basic types are shared, so pointers to them compare
 * equal; use type_compatible() for everything else.
 *
 * A struct may be named before its body is seen, so a qualified struct is a
 * TYPE_TYPEDEF without a name whose base is the struct. Look at a type's kind,
 * size and members only behind type_resolve().
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
	TYPE_TYPEDEF,		/* base is what it names, never a typedef with
				 * a name; NULL while the name is unknown */
	TYPE_STRING,		/* D's string: strsize bytes, NUL-terminated */
	TYPE_DYNAMIC,		/* not known before it is assigned */
};

enum type_qualifier {
	QUAL_CONST = 1 << 0,
	QUAL_VOLATILE = 1 << 1,
	QUAL_RESTRICT = 1 << 2,
	QUAL_USERLAND = 1 << 3,	/* a pointer into the traced process; and what
				 * was reached through one: it lies there */
};

struct type;

struct type_member {
	const char *name;	/* NULL: an anonymous struct or union */
	const struct type *type;
	uint32_t offset;	/* bytes from the start of the struct */
	uint8_t bit_offset;	/* from the low bit of the unit at offset,
				 * which is as large as the type */
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
	bool is_packed;		/* struct, union: without gaps of its own */
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
/* Typedefs of them. */
extern const struct type type_int8, type_uint8, type_int16, type_uint16,
	type_int32, type_uint32, type_int64, type_uint64, type_uintptr,
	type_pid, type_uid, type_gid;

/*
 * A typedef that every program has: those of <stdint.h>, <stddef.h> and
 * <sys/types.h>, and D's own. NULL when there is none of that name.
 */
const struct type *type_predefined(const char *name);

const struct type *type_pointer_to(struct arena *a, const struct type *t);
const struct type *type_array_of(struct arena *a, const struct type *t,
				 uint64_t nelems);
const struct type *type_qualified(struct arena *a, const struct type *t,
				  unsigned qualifiers);
/* Without const, volatile and restrict; QUAL_USERLAND stays. */
const struct type *type_unqualified(struct arena *a, const struct type *t);
const struct type *type_typedef(struct arena *a, const char *name,
				const struct type *t);

/* Through typedefs to what they name; itself while that is unknown. */
const struct type *type_resolve(const struct type *t);

/* All qualifiers of the value: its own and those of typedefs on the way. */
unsigned type_qualifiers(const struct type *t);

/*
 * The integer that debug information tells of: of so many bytes, and by its C
 * name where that makes the difference. NULL: D has none of that size.
 */
const struct type *type_integer(uint64_t size, bool is_signed,
				const char *name);

/* Of the resolved type; 0 for void, functions and incomplete types. */
uint64_t type_size(const struct type *t);
bool type_is_complete(const struct type *t);

bool type_is_void(const struct type *t);
bool type_is_integer(const struct type *t);	/* also enums */
bool type_is_bool(const struct type *t);	/* _Bool: 0 or 1 */
bool type_is_signed(const struct type *t);	/* of an integer */
bool type_is_scalar(const struct type *t);	/* integer or pointer */
bool type_is_string(const struct type *t);	/* string, char *, char[] */
bool type_is_dstring(const struct type *t);	/* D's string only */
bool type_is_aggregate(const struct type *t);	/* struct or union */
bool type_is_pointer(const struct type *t);	/* pointer or array */

/* The same type in the eyes of C, leaving all qualifiers aside. */
bool type_compatible(const struct type *a, const struct type *b);

/* Pointee of a pointer, element of an array, else NULL. */
const struct type *type_target(const struct type *t);

/* C's integer promotion, and the common type of two integers. */
const struct type *type_promote(const struct type *t);
const struct type *type_usual(const struct type *a, const struct type *b);

/*
 * The member, searched through anonymous ones too; *offset gets its bytes from
 * the start of t. NULL when there is none.
 */
const struct type_member *type_find_member(const struct type *t,
					   const char *name,
					   uint64_t *offset);

/* Append the type as C writes it; with a name, as a declaration of it. */
void type_print(const struct type *t, const char *name, struct buf *out);

/* Append `struct tag { members }`, or the same of a union or an enum. */
void type_print_body(const struct type *t, struct buf *out);

/* type_print() without a name, as a string in the arena: for messages. */
const char *type_text(struct arena *a, const struct type *t);

#endif
