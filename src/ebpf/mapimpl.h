/* SPDX-License-Identifier: BSD-2-Clause */
/* What maps.c and ring.c share. */
#ifndef EBPF_MAPIMPL_H
#define EBPF_MAPIMPL_H

#include "base/vec.h"
#include "ebpf/maps.h"

struct ring_record {
	unsigned char *data;	/* NULL: discarded */
	size_t size;
	bool finished;
};

struct vmap {
	struct vmap_spec spec;
	uint32_t key_size;	/* of the hash: a task's number has 8 */
	uint32_t max_entries;
	unsigned copies;
	size_t elem;		/* bytes of one copy, rounded up to 8 */
	unsigned char *values;	/* slots * copies * elem */
	size_t slots;		/* with memory */
	uint32_t array_key;	/* vmap_key() of an array */
	/* hash and task storage */
	unsigned char *keys;	/* slots * key_size */
	uint32_t *next;		/* slot + 1 of the next in chain or free list */
	bool *used;
	uint32_t *chains;	/* slot + 1, or 0; as many as slots */
	uint32_t free_list;	/* slot + 1 */
	size_t turn;		/* slot that is forgotten next */
	/* ring buffer */
	VEC(struct ring_record) records;
	size_t first;		/* the oldest one not drained */
	size_t ring_used;	/* bytes, with headers */
};

bool map_is_ring(const struct vmap *m);
void ring_release(struct vmap *m);

#endif
