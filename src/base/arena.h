/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that lives and dies together, such as all of one compilation.
 *
 * What an arena gives is zeroed, aligned for any type, valid until
 * arena_release(), and is never freed alone. Nothing here returns NULL.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stddef.h>

struct arena_block;

struct arena {
	struct arena_block *blocks;	/* newest first */
};

void arena_init(struct arena *a);
void arena_release(struct arena *a);

void *arena_alloc(struct arena *a, size_t size);
void *arena_memdup(struct arena *a, const void *p, size_t size);
char *arena_strdup(struct arena *a, const char *s);
char *arena_strndup(struct arena *a, const char *s, size_t n);
char *arena_printf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

/* One zeroed object of the type, or an array of n of them. */
#define ARENA_NEW(a, type) ((type *)arena_alloc((a), sizeof(type)))
#define ARENA_NEW_N(a, type, n) \
	((type *)arena_alloc((a), sizeof(type) * (size_t)(n)))

#endif
