/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buf.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

void buf_init(struct buf *b)
{
	*b = (struct buf)BUF_INIT;
}

void buf_release(struct buf *b)
{
	free(b->data);
	buf_init(b);
}

void buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

const char *buf_str(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *buf_detach(struct buf *b)
{
	char *s = b->data ? b->data : xstrdup("");

	buf_init(b);
	return s;
}

void *buf_grow(struct buf *b, size_t n)
{
	void *p;

	if (n > SIZE_MAX / 2 - b->len - 1)
		BUG("buffer of %zu + %zu bytes", b->len, n);
	if (b->len + n + 1 > b->cap) {
		size_t cap = b->cap ? b->cap : 64;

		while (cap < b->len + n + 1)
			cap *= 2;
		b->data = xrealloc(b->data, cap, 1);
		b->cap = cap;
	}
	p = b->data + b->len;
	b->len += n;
	b->data[b->len] = '\0';
	return p;
}

void buf_add(struct buf *b, const void *p, size_t n)
{
	void *to = buf_grow(b, n);

	if (n)
		memcpy(to, p, n);
}

void buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void buf_add_char(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

void buf_add_fill(struct buf *b, char c, size_t n)
{
	memset(buf_grow(b, n), c, n);
}

void buf_align(struct buf *b, size_t alignment)
{
	size_t over = b->len % alignment;

	if (over)
		buf_add_fill(b, 0, alignment - over);
}

void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	size_t room = b->cap - b->len;
	int n;

	va_copy(again, ap);
	n = vsnprintf(b->cap ? b->data + b->len : NULL, b->cap ? room : 0,
		      fmt, ap);
	if (n < 0)
		BUG("cannot format '%s'", fmt);
	if (b->cap && (size_t)n < room) {
		b->len += (size_t)n;
	} else {
		char *to = buf_grow(b, (size_t)n);

		vsnprintf(to, (size_t)n + 1, fmt, again);
	}
	va_end(again);
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vprintf(b, fmt, ap);
	va_end(ap);
}

void buf_add_printable(struct buf *b, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		buf_add_char(b, c == '\t' || (c >= ' ' && c != 127)
			     ? (char)c : '.');
	}
}
