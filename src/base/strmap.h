/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A hash table from strings to pointers. Keys are copied, values are the
 * caller's. A zeroed struct strmap is an empty one. Walking gives the order
 * in which keys were first set, so output made from a map is stable.
 */
#ifndef BASE_STRMAP_H
#define BASE_STRMAP_H

#include <stddef.h>
#include <stdint.h>

struct strmap_entry {
	char *key;
	void *value;
	uint32_t hash;
};

struct strmap {
	struct strmap_entry *entries;	/* [0..len), in order of insertion */
	size_t len, cap;
	uint32_t *slots;		/* index of the entry + 1, or 0 */
	size_t nslots;			/* a power of two, or 0 */
};

#define STRMAP_INIT { NULL, 0, 0, NULL, 0 }

void strmap_release(struct strmap *m);

/* The value, or NULL when the key is not there. */
void *strmap_get(const struct strmap *m, const char *key);

/* Set the value; gives the entry's index, which never changes. */
size_t strmap_set(struct strmap *m, const char *key, void *value);

/* The entry's index, or -1. */
long strmap_index(const struct strmap *m, const char *key);

#endif
