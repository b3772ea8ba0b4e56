/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/vec.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

void *vec_room(void *items, size_t len, size_t *cap, size_t size)
{
	if (len == *cap) {
		*cap = *cap ? *cap * 2 : 8;
		items = xrealloc(items, *cap, size);
	}
	memset((char *)items + len * size, 0, size);
	return items;
}

void vec_free(void *items)
{
	free(items);
}
