/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the bytes of a C value mean, for print(): the code generator makes it of
 * the value's type, the consumer writes text by it.
 */
#ifndef IMAGE_SHAPE_H
#define IMAGE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum shape_kind {
	SHAPE_INT,		/* also of a bit-field */
	SHAPE_CHAR,		/* shown as a character */
	SHAPE_ENUM,		/* by the name of its value */
	SHAPE_POINTER,
	SHAPE_FLOAT,
	SHAPE_STRING,		/* D's, of size bytes */
	SHAPE_STRUCT,		/* or a union: members */
	SHAPE_ARRAY,		/* count times members[0] */
	SHAPE_OPAQUE,		/* nothing is known but its size */
};

struct shape_name {
	const char *name;
	int64_t value;
};

struct image_shape {
	enum shape_kind kind;
	const char *type;	/* as C writes it: "struct task_struct *" */
	const char *name;	/* of a member; NULL: it has none */
	uint64_t offset;	/* from the struct, or of the element */
	uint64_t size;
	uint8_t bit_offset, bit_width;	/* width 0: no bit-field */
	bool is_signed;
	struct image_shape *members;
	size_t nmembers;
	uint64_t count;		/* SHAPE_ARRAY */
	const struct shape_name *names;	/* SHAPE_ENUM */
	size_t nnames;
};

#endif
