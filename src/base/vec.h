/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An array that grows: declare VEC(struct thing) things; (zeroed is empty),
 * append with *vec_push(&things) = thing, walk things.items[0 .. things.len).
 * Items move when the array grows. The memory is malloc's: vec_release().
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include <stddef.h>

#define VEC(type) struct { type *items; size_t len, cap; }

/* A pointer to one more, zeroed item. */
#define vec_push(v) \
	((v)->items = vec_room((v)->items, (v)->len, &(v)->cap, \
			       sizeof(*(v)->items)), \
	 &(v)->items[(v)->len++])

#define vec_release(v) \
	(vec_free((v)->items), (v)->items = NULL, (v)->len = (v)->cap = 0)

/* For the macros: items with room for one more, the new one zeroed. */
void *vec_room(void *items, size_t len, size_t *cap, size_t size);
void vec_free(void *items);

#endif
