/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the user wrote, and places in it. A source owns copies of its name and
 * text, and knows where its lines start, so that a place is found quickly in
 * texts of any size. A struct loc is a small value: a source and a byte range
 * in it; it stays valid while the source does.
 */
#ifndef BASE_SOURCE_H
#define BASE_SOURCE_H

#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* One text that the user gave: a file, or the argument of an option. */
struct source {
	char *name;		/* file name, or "-n" and the like */
	char *text;		/* NUL-terminated; may hold NULs before that */
	size_t len;
	struct source_lines *lines;	/* where they start; source.c's */
};

struct loc {
	const struct source *source;	/* NULL: no place known */
	uint32_t start, end;		/* bytes; end is behind the last one */
};

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

/* Where the line starts in the text that holds that byte. */
size_t source_line_start(const struct source *s, size_t at);

#endif
