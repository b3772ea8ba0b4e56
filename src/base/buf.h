/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A byte string that grows.
 *
 * data[len] is always a NUL that len does not count, so data is a C string as
 * soon as anything was added (before that data is NULL: use buf_str()).
 * buf_init() allocates nothing; buf_release() frees and leaves an empty buf.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data;
	size_t len;		/* bytes in use, without the final NUL */
	size_t cap;		/* bytes allocated */
};

#define BUF_INIT { NULL, 0, 0 }

void buf_init(struct buf *b);
void buf_release(struct buf *b);
void buf_clear(struct buf *b);		/* empty it, keep the memory */

const char *buf_str(const struct buf *b);	/* never NULL */
char *buf_detach(struct buf *b);	/* the caller frees; b is empty then */

/* Append n uninitialised bytes; the pointer is valid until the next call. */
void *buf_grow(struct buf *b, size_t n);
void buf_add(struct buf *b, const void *p, size_t n);
void buf_add_str(struct buf *b, const char *s);
void buf_add_char(struct buf *b, char c);
void buf_add_fill(struct buf *b, char c, size_t n);
/* Bytes that could steer a terminal become a dot. */
void buf_add_printable(struct buf *b, const char *p, size_t n);
void buf_align(struct buf *b, size_t alignment);	/* pad with zeros */
void buf_printf(struct buf *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void buf_vprintf(struct buf *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0)));

#endif
