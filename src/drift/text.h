/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A file as a list of lines. Lines point into bytes that somebody else owns: a
 * blob's or a patch's; a text must not outlive them.
 */
#ifndef DRIFT_TEXT_H
#define DRIFT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vec.h"

/* One line with its newline; the last one of a file may have none. */
struct line {
	const char *p;
	uint32_t len;
	uint32_t hash;
};

/* Zeroed is empty; vec_release(&text.lines) frees it. */
struct text {
	VEC(struct line) lines;
};

struct line line_make(const char *p, size_t len);
bool line_same(const struct line *a, const struct line *b);

/* Nothing but blanks? */
bool line_is_blank(const struct line *l);

/* Append the lines of n bytes. */
void text_add(struct text *t, const char *p, size_t n);

#endif
