/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Maps of the interpreter, with the meaning of the kernel's.
 *
 * A map keeps its values in numbered slots, each with one copy of the value,
 * or one for each CPU. Slots are reused when keys are deleted. Host pointers
 * to keys and values are valid until the map is next changed. Nothing here is
 * safe for several threads.
 *
 * Types: array, per-CPU array, hash, per-CPU hash, ring buffer, task storage.
 */
#ifndef EBPF_MAPS_H
#define EBPF_MAPS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <linux/bpf.h>

#include "base/err.h"

struct vmap;

struct vmap_spec {
	enum bpf_map_type type;
	uint32_t key_size, value_size, max_entries;
	uint32_t flags;		/* BPF_F_RDONLY_PROG counts, others do not */
};

/* -EINVAL for what the kernel would not make either, -ENOTSUP, -E2BIG. */
int vmap_new(struct vmap **out, const struct vmap_spec *spec,
	     unsigned ncpus, struct err *e);
void vmap_free(struct vmap *m);

const struct vmap_spec *vmap_spec(const struct vmap *m);

/* ---- keys and values --------------------------------------------------- */

/* The slot of a key, or -ENOENT. */
long vmap_find(const struct vmap *m, const void *key);

/*
 * Set copy number copy of a key's value; the others of a new key are zero.
 * flags: BPF_ANY, BPF_NOEXIST, BPF_EXIST. Gives the slot, or -EEXIST, -ENOENT,
 * -E2BIG when the map is full, -EINVAL.
 */
long vmap_update(struct vmap *m, const void *key, const void *value,
		 uint64_t flags, unsigned copy);
int vmap_delete(struct vmap *m, const void *key);
void vmap_delete_all(struct vmap *m);

/* Slots are 0 to this; some of a hash may be unused. */
size_t vmap_slots(const struct vmap *m);
/* The key in a slot, NULL when it is unused. */
const void *vmap_key(struct vmap *m, size_t slot);
unsigned vmap_copies(const struct vmap *m);
void *vmap_value(struct vmap *m, size_t slot, unsigned copy);

/* ---- task storage ------------------------------------------------------ */

/* The slot of a task's value, made of zeros when create is set; or -ENOENT. */
long vmap_task(struct vmap *m, uint64_t task, bool create);
/* Call it when a thread ends, or its number may be given to another. */
int vmap_task_delete(struct vmap *m, uint64_t task);

/* ---- ring buffer ------------------------------------------------------- */

/*
 * Room for a record, by number, or -EAGAIN when there is none. Its bytes hold
 * a pattern, as the kernel's hold what was there before.
 */
long vmap_ring_reserve(struct vmap *m, uint64_t size);
void *vmap_ring_data(struct vmap *m, size_t number, size_t *size);
void vmap_ring_finish(struct vmap *m, size_t number, bool discard);
/*
 * Hand over submitted records in the order of reservation, until there is none
 * or one is not finished yet. Gives how many, or what fn gave when negative
 * (that record is gone too).
 */
long vmap_ring_drain(struct vmap *m,
		     int (*fn)(void *data, const void *record, size_t len),
		     void *data);

#endif
