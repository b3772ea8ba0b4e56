/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that grow, and remember that memory ran out instead of ending the
 * program: look at failed once, when all was added.
 */
#ifndef LIBUSDT_BYTES_H
#define LIBUSDT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct bytes {
	uint8_t *data;
	size_t len, cap;
	bool failed;
};

void bytes_release(struct bytes *b);

void bytes_add(struct bytes *b, const void *p, size_t n);
void bytes_add_str(struct bytes *b, const char *s);	/* without its NUL */
void bytes_add_name(struct bytes *b, const char *s);	/* with its NUL */
void bytes_u32(struct bytes *b, uint32_t v);
void bytes_printf(struct bytes *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));	/* at most 255 bytes */
void bytes_align(struct bytes *b, size_t alignment);	/* with zeros */

/* Write over what is there. */
void bytes_put(struct bytes *b, size_t at, const void *p, size_t n);

#endif
