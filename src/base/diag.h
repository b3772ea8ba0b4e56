/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is wrong with the user's source: diagnostics with a tag, a place and a
 * caret, collected until a limit and printed together by the command.
 *
 * Sources and diagnostics own copies of their text. A struct loc is a small
 * value: a source and a byte range in it; it stays valid while the source
 * does. diag_add() may be called at any depth; compilation goes on after it
 * and stops at the next phase when diags_failed().
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* One text that the user gave: a file, or the argument of an option. */
struct source {
	char *name;		/* file name, or "-n" and the like */
	char *text;		/* NUL-terminated; may hold NULs before that */
	size_t len;
};

struct loc {
	const struct source *source;	/* NULL: no place known */
	uint32_t start, end;		/* bytes; end is behind the last one */
};

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

/* Copies name and text. Free with source_free(). */
struct source *source_new(const char *name, const char *text, size_t len);
void source_free(struct source *s);

/*
 * Line and column, counted from 1; a tab counts as one column. The lines that
 * the C preprocessor leaves (`# 12 "file.d"`) count: the text behind one is
 * line 12 of file.d.
 */
void loc_position(struct loc loc, int *line, int *column);

/* The file's name, from such a line or the source's own: append it. */
void loc_file(struct loc loc, struct buf *out);

/* The smallest range that covers both. */
struct loc loc_join(struct loc a, struct loc b);

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
