/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Types of probe arguments as C sees them. Typedefs are followed down to what
 * C itself defines, so that a header needs no other: struct pointers keep
 * their tag, what has no tag becomes void *.
 */
#ifndef USDTC_CTYPE_H
#define USDTC_CTYPE_H

#include <stdbool.h>

#include "base/buf.h"
#include "lang/type.h"

/*
 * Append the declaration of a parameter, pointers as pointers to const: a
 * probe only reads, and programs have const strings.
 */
void ctype_param(const struct type *t, const char *name, struct buf *out);

/* The struct or union behind the pointers that has to be declared, or NULL. */
const struct type *ctype_needs_tag(const struct type *t);

unsigned ctype_size(const struct type *t);	/* as a parameter: 1, 2, 4, 8;
						 * 0: cannot be one */
bool ctype_is_signed(const struct type *t);
bool ctype_is_float(const struct type *t);

#endif
