/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Integer constant expressions, with the types and the arithmetic of C.
 *
 * Works on a tree as parsed (names are enumerators and inline constants of the
 * program then) and on a checked one.
 */
#ifndef LANG_CONSTANT_H
#define LANG_CONSTANT_H

#include <stdbool.h>
#include <stdint.h>

#include "lang/ast.h"

struct constant {
	uint64_t value;		/* sign-extended when the type is signed */
	const struct type *type;
};

/* False when the expression is not constant, or divides by zero. */
bool constant_eval(const struct program *program, const struct node *n,
		   struct constant *c);

/* The value as C's conversion to an integer type gives it. */
uint64_t constant_convert(uint64_t value, const struct type *to);

#endif
