/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The formats of printf() and printa(): what a conversion consists of.
 *
 *	%[flags][width][.precision][size]letter
 *
 * Flags are those of C, ', and @ for the value of an aggregation; a width or a
 * precision may be *; sizes are those of C.
 */
#ifndef LANG_FORMAT_H
#define LANG_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

#include "lang/type.h"

enum format_value {
	FORMAT_INTEGER,		/* d i D o O u U x X c C P */
	FORMAT_FLOAT,		/* e E f g G */
	FORMAT_STRING,		/* s S ws */
	FORMAT_ADDRESS,		/* p a A */
	FORMAT_TIME,		/* Y T: nanoseconds since the epoch */
	FORMAT_STACK,		/* k */
	FORMAT_PERCENT,		/* %%: no value */
};

struct format_conv {
	size_t start, end;	/* bytes of the format */
	char letter;		/* wc and ws: 'C' and 's' with is_wide */
	enum format_value value;
	bool is_agg;		/* @ */
	bool star_width, star_precision;
	bool is_wide;
};

/*
 * The next conversion from *at on; moves *at behind it. False at the end, or
 * with *error set when the conversion is wrong.
 */
bool format_next(const char *format, size_t len, size_t *at,
		 struct format_conv *conv, const char **error);

/* Can the conversion print a value of the type? */
bool format_takes(const struct format_conv *conv, const struct type *t);

#endif
