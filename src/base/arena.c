/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define FIRST_SIZE 1024
#define BLOCK_SIZE 16384
#define ALIGN alignof(max_align_t)

struct arena_block {
	struct arena_block *next;
	size_t used, size;		/* bytes of data[] */
	alignas(max_align_t) unsigned char data[];
};

void arena_init(struct arena *a)
{
	a->blocks = NULL;
}

void arena_release(struct arena *a)
{
	while (a->blocks) {
		struct arena_block *b = a->blocks;

		a->blocks = b->next;
		free(b);
	}
}

static struct arena_block *block_new(size_t size)
{
	struct arena_block *b;

	if (size > SIZE_MAX - sizeof(*b))
		BUG("arena block of %zu bytes", size);
	b = xcalloc(1, sizeof(*b) + size);
	b->size = size;
	return b;
}

/* There are many small arenas, and few large ones. */
static size_t next_size(const struct arena *a)
{
	size_t twice = a->blocks ? 2 * a->blocks->size : FIRST_SIZE;

	return twice < BLOCK_SIZE ? twice : BLOCK_SIZE;
}

void *arena_alloc(struct arena *a, size_t size)
{
	struct arena_block *b = a->blocks;
	void *p;

	if (size > SIZE_MAX - ALIGN)
		BUG("arena allocation of %zu bytes", size);
	size = (size + ALIGN - 1) & ~(ALIGN - 1);
	if (!b || b->size - b->used < size) {
		size_t usual = next_size(a);

		b = block_new(size > usual / 4 ? size : usual);
		if (a->blocks && b->size == size) {
			/* a big one: the current block stays in use */
			b->next = a->blocks->next;
			a->blocks->next = b;
		} else {
			b->next = a->blocks;
			a->blocks = b;
		}
	}
	p = b->data + b->used;
	b->used += size;
	return p;
}

void *arena_memdup(struct arena *a, const void *p, size_t size)
{
	void *copy = arena_alloc(a, size);

	if (size)
		memcpy(copy, p, size);
	return copy;
}

char *arena_strndup(struct arena *a, const char *s, size_t n)
{
	size_t len = strnlen(s, n);
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *arena_strdup(struct arena *a, const char *s)
{
	return arena_memdup(a, s, strlen(s) + 1);
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text, *copy;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (n < 0)
		BUG("cannot format '%s'", fmt);
	copy = arena_memdup(a, text, (size_t)n + 1);
	free(text);
	return copy;
}
