/* SPDX-License-Identifier: BSD-2-Clause */
#include "libusdt/bytes.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "libusdt/impl.h"

void bytes_release(struct bytes *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

/* Make room for n more; false when there is no memory. */
static bool reserve(struct bytes *b, size_t n)
{
	size_t cap = b->cap ? b->cap : 1024;
	uint8_t *data;

	if (b->failed || n > SIZE_MAX / 4 - b->len) {
		b->failed = true;
		return false;
	}
	if (b->len + n <= b->cap)
		return true;
	while (cap < b->len + n)
		cap *= 2;
	data = usdt_calloc(1, cap);
	if (!data) {
		b->failed = true;
		return false;
	}
	if (b->len)
		memcpy(data, b->data, b->len);
	free(b->data);
	b->data = data;
	b->cap = cap;
	return true;
}

void bytes_add(struct bytes *b, const void *p, size_t n)
{
	if (!n || !reserve(b, n))
		return;
	memcpy(b->data + b->len, p, n);
	b->len += n;
}

void bytes_add_str(struct bytes *b, const char *s)
{
	bytes_add(b, s, strlen(s));
}

void bytes_add_name(struct bytes *b, const char *s)
{
	bytes_add(b, s, strlen(s) + 1);
}

void bytes_u32(struct bytes *b, uint32_t v)
{
	bytes_add(b, &v, sizeof(v));
}

void bytes_printf(struct bytes *b, const char *fmt, ...)
{
	char text[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= sizeof(text))
		b->failed = true;
	else
		bytes_add(b, text, (size_t)n);
}

void bytes_align(struct bytes *b, size_t alignment)
{
	size_t n = (alignment - b->len % alignment) % alignment;

	if (!n || !reserve(b, n))
		return;
	memset(b->data + b->len, 0, n);
	b->len += n;
}

void bytes_put(struct bytes *b, size_t at, const void *p, size_t n)
{
	if (!b->failed)
		memcpy(b->data + at, p, n);
}
