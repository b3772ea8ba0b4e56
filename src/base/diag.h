/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is wrong with the user's source: diagnostics with a tag, a place and a
 * caret, collected until a limit and printed together by the command.
 *
 * Diagnostics own copies of their text. diag_add() may be called at any depth;
 * compilation goes on after it and stops at the next phase when
 * diags_failed().
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/source.h"

struct diag {
	const char *tag;	/* such as "D_SYNTAX": a literal */
	struct loc loc;
	char *text;
	bool is_warning;
};

struct diags {
	struct diag *items;
	size_t len, cap;
	size_t errors;		/* how many are not warnings */
	size_t limit;		/* errors kept; 0 means 20 */
};

#define DIAGS_INIT { NULL, 0, 0, 0, 0 }

void diags_release(struct diags *d);
bool diags_failed(const struct diags *d);
bool diags_full(const struct diags *d);		/* more would be dropped */

/* tag must be a string literal; the text has no newline and no full stop. */
void diag_add(struct diags *d, const char *tag, struct loc loc,
	      const char *fmt, ...) __attribute__((format(printf, 4, 5)));
void diag_vadd(struct diags *d, const char *tag, struct loc loc,
	       const char *fmt, va_list ap)
	__attribute__((format(printf, 4, 0)));
void diag_warn(struct diags *d, const char *tag, struct loc loc,
	       const char *fmt, ...) __attribute__((format(printf, 4, 5)));

/*
 * Append each diagnostic as
 *     dtrace: NAME:LINE:COLUMN: [TAG] text
 *         the source line
 *            ^~~~
 * with the tag only when show_tags is set.
 */
void diags_print(const struct diags *d, bool show_tags, struct buf *out);

#endif
