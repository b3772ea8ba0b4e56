/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/text.h"

#include <string.h>

struct line line_make(const char *p, size_t len)
{
	uint32_t hash = 2166136261u;		/* FNV-1a */

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ (unsigned char)p[i]) * 16777619u;
	return (struct line){ p, (uint32_t)len, hash };
}

bool line_same(const struct line *a, const struct line *b)
{
	return a->hash == b->hash && a->len == b->len &&
		memcmp(a->p, b->p, a->len) == 0;
}

bool line_is_blank(const struct line *l)
{
	for (uint32_t i = 0; i < l->len; i++)
		if (!strchr(" \t\r\n", l->p[i]))
			return false;
	return true;
}

void text_add(struct text *t, const char *p, size_t n)
{
	while (n > 0) {
		const char *end = memchr(p, '\n', n);
		size_t len = end ? (size_t)(end - p) + 1 : n;

		*vec_push(&t->lines) = line_make(p, len);
		p += len;
		n -= len;
	}
}
