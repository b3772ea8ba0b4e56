/* SPDX-License-Identifier: BSD-2-Clause */
#include "ebpf/mapimpl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define SIZE_LIMIT (UINT64_C(1) << 32)	/* bytes of one map's values */
#define KEY_LIMIT 4096
#define TASK_LIMIT (1u << 20)
#define FIRST_SLOTS 64

static bool is_array(const struct vmap *m)
{
	return m->spec.type == BPF_MAP_TYPE_ARRAY ||
	       m->spec.type == BPF_MAP_TYPE_PERCPU_ARRAY;
}

bool map_is_ring(const struct vmap *m)
{
	return m->spec.type == BPF_MAP_TYPE_RINGBUF;
}

static bool is_per_cpu(const struct vmap_spec *s)
{
	return s->type == BPF_MAP_TYPE_PERCPU_ARRAY ||
	       s->type == BPF_MAP_TYPE_PERCPU_HASH;
}

/* ---- life -------------------------------------------------------------- */

static int check_spec(const struct vmap_spec *s, struct err *e)
{
	bool ring = s->type == BPF_MAP_TYPE_RINGBUF;
	bool ok;

	switch (s->type) {
	case BPF_MAP_TYPE_ARRAY:
	case BPF_MAP_TYPE_PERCPU_ARRAY:
		ok = s->key_size == 4 && s->max_entries;
		break;
	case BPF_MAP_TYPE_HASH:
	case BPF_MAP_TYPE_LRU_HASH:
	case BPF_MAP_TYPE_PERCPU_HASH:
		ok = s->key_size && s->key_size <= KEY_LIMIT && s->max_entries;
		break;
	case BPF_MAP_TYPE_TASK_STORAGE:
		ok = s->key_size == 4 && !s->max_entries;
		break;
	case BPF_MAP_TYPE_RINGBUF:
		ok = !s->key_size && s->max_entries &&
		     !(s->max_entries & (s->max_entries - 1));
		break;
	default:
		return err_set(e, -ENOTSUP, "map type %d is not known",
			       (int)s->type);
	}
	if (!ok || !s->value_size != ring)
		return err_set(e, -EINVAL, "map of type %d cannot have keys "
			       "of %u bytes, values of %u, %u entries",
			       (int)s->type, s->key_size, s->value_size,
			       s->max_entries);
	return 0;
}

int vmap_new(struct vmap **out, const struct vmap_spec *spec,
	     unsigned ncpus, struct err *e)
{
	struct vmap *m;
	int ret = check_spec(spec, e);

	if (ret)
		return ret;
	m = xcalloc(1, sizeof(*m));
	m->spec = *spec;
	m->key_size = spec->key_size;
	m->max_entries = spec->max_entries;
	m->copies = is_per_cpu(spec) ? ncpus : 1;
	m->elem = ((size_t)spec->value_size + 7) & ~(size_t)7;
	if (spec->type == BPF_MAP_TYPE_TASK_STORAGE) {
		m->key_size = sizeof(uint64_t);
		m->max_entries = TASK_LIMIT;
	}
	if (is_array(m)) {
		if ((uint64_t)m->elem * m->copies >
		    SIZE_LIMIT / m->max_entries) {
			free(m);
			return err_set(e, -E2BIG, "array of %u values of %u "
				       "bytes is too large", spec->max_entries,
				       spec->value_size);
		}
		m->slots = m->max_entries;
		m->values = xcalloc(m->slots, m->copies * m->elem);
	}
	*out = m;
	return 0;
}

void vmap_free(struct vmap *m)
{
	if (!m)
		return;
	ring_release(m);
	free(m->values);
	free(m->keys);
	free(m->next);
	free(m->used);
	free(m->chains);
	free(m);
}

const struct vmap_spec *vmap_spec(const struct vmap *m)
{
	return &m->spec;
}

size_t vmap_slots(const struct vmap *m)
{
	return m->slots;
}

unsigned vmap_copies(const struct vmap *m)
{
	return m->copies;
}

void *vmap_value(struct vmap *m, size_t slot, unsigned copy)
{
	if (slot >= m->slots || copy >= m->copies)
		BUG("slot %zu copy %u of a map with %zu and %u", slot, copy,
		    m->slots, m->copies);
	return m->values + (slot * m->copies + copy) * m->elem;
}

const void *vmap_key(struct vmap *m, size_t slot)
{
	if (slot >= m->slots)
		return NULL;
	if (is_array(m)) {
		m->array_key = (uint32_t)slot;
		return &m->array_key;
	}
	return m->used[slot] ? m->keys + slot * m->key_size : NULL;
}

/* ---- the hash table ---------------------------------------------------- */

static uint32_t *chain_of(const struct vmap *m, const void *key)
{
	const unsigned char *p = key;
	uint64_t h = UINT64_C(14695981039346656037);

	for (uint32_t i = 0; i < m->key_size; i++)
		h = (h ^ p[i]) * UINT64_C(1099511628211);
	return &m->chains[(h ^ h >> 32) % m->slots];
}

static void *key_at(const struct vmap *m, size_t slot)
{
	return m->keys + slot * m->key_size;
}

/* The link that holds the key's slot, or the 0 at the end of its chain. */
static uint32_t *find_link(const struct vmap *m, const void *key)
{
	uint32_t *link = chain_of(m, key);

	while (*link && memcmp(key_at(m, *link - 1), key, m->key_size))
		link = &m->next[*link - 1];
	return link;
}

static void put_on_free_list(struct vmap *m, size_t slot)
{
	m->used[slot] = false;
	m->next[slot] = m->free_list;
	m->free_list = (uint32_t)slot + 1;
}

/* More slots; every key keeps its slot and is chained anew. */
static bool grow(struct vmap *m)
{
	size_t old = m->slots, n = old ? old * 2 : FIRST_SLOTS;
	size_t stride = m->copies * m->elem;

	if (n > m->max_entries)
		n = m->max_entries;
	if (n == old || n > SIZE_LIMIT / stride)
		return false;
	m->values = xrealloc(m->values, n, stride);
	memset(m->values + old * stride, 0, (n - old) * stride);
	m->keys = xrealloc(m->keys, n, m->key_size);
	m->next = xrealloc(m->next, n, sizeof(*m->next));
	m->used = xrealloc(m->used, n, sizeof(*m->used));
	free(m->chains);
	m->chains = xcalloc(n, sizeof(*m->chains));
	m->slots = n;
	for (size_t i = n; i-- > old;)
		put_on_free_list(m, i);
	for (size_t i = 0; i < old; i++) {
		uint32_t *link = chain_of(m, key_at(m, i));

		m->next[i] = *link;
		*link = (uint32_t)i + 1;
	}
	return true;
}

static int delete_hash(struct vmap *m, const void *key)
{
	uint32_t *link;
	size_t slot;

	if (!m->slots)
		return -ENOENT;
	link = find_link(m, key);
	if (!*link)
		return -ENOENT;
	slot = *link - 1;
	*link = m->next[slot];
	put_on_free_list(m, slot);
	return 0;
}

/*
 * A full map of the kind that forgets: slots take turns. The kernel prefers
 * keys that nobody asked for lately, which no program may rely on.
 */
static bool forget_one(struct vmap *m)
{
	if (m->spec.type != BPF_MAP_TYPE_LRU_HASH)
		return false;
	delete_hash(m, key_at(m, m->turn));
	m->turn = (m->turn + 1) % m->slots;
	return true;
}

static long add_key(struct vmap *m, const void *key)
{
	uint32_t *link;
	size_t slot;

	/* it grows only when every slot is used: see grow() */
	if (!m->free_list && !grow(m) && !forget_one(m))
		return -E2BIG;
	slot = m->free_list - 1;
	m->free_list = m->next[slot];
	m->used[slot] = true;
	m->next[slot] = 0;
	memcpy(key_at(m, slot), key, m->key_size);
	memset(vmap_value(m, slot, 0), 0, m->copies * m->elem);
	link = chain_of(m, key);
	m->next[slot] = *link;
	*link = (uint32_t)slot + 1;
	return (long)slot;
}

static long find_hash(const struct vmap *m, const void *key)
{
	uint32_t link = m->slots ? *find_link(m, key) : 0;

	return link ? (long)link - 1 : -ENOENT;
}

/* ---- the map's face ---------------------------------------------------- */

static long find_array(const struct vmap *m, const void *key)
{
	uint32_t i;

	memcpy(&i, key, sizeof(i));
	return i < m->max_entries ? (long)i : -ENOENT;
}

long vmap_find(const struct vmap *m, const void *key)
{
	if (map_is_ring(m) || m->spec.type == BPF_MAP_TYPE_TASK_STORAGE)
		return -ENOENT;
	return is_array(m) ? find_array(m, key) : find_hash(m, key);
}

static long slot_to_update(struct vmap *m, const void *key, uint64_t flags)
{
	long slot = vmap_find(m, key);

	if (is_array(m) && slot < 0)
		return -E2BIG;
	if (slot >= 0)
		return flags == BPF_NOEXIST ? -EEXIST : slot;
	return flags == BPF_EXIST ? -ENOENT : add_key(m, key);
}

long vmap_update(struct vmap *m, const void *key, const void *value,
		 uint64_t flags, unsigned copy)
{
	long slot;

	if (flags > BPF_EXIST || map_is_ring(m) ||
	    m->spec.type == BPF_MAP_TYPE_TASK_STORAGE)
		return -EINVAL;
	slot = slot_to_update(m, key, flags);
	if (slot >= 0)
		memcpy(vmap_value(m, (size_t)slot, copy), value,
		       m->spec.value_size);
	return slot;
}

int vmap_delete(struct vmap *m, const void *key)
{
	if (is_array(m) || map_is_ring(m) ||
	    m->spec.type == BPF_MAP_TYPE_TASK_STORAGE)
		return -EINVAL;
	return delete_hash(m, key);
}

void vmap_delete_all(struct vmap *m)
{
	if (is_array(m)) {
		memset(m->values, 0, m->slots * m->copies * m->elem);
		return;
	}
	for (size_t i = 0; i < m->slots; i++)
		if (m->used[i])
			delete_hash(m, key_at(m, i));
}

long vmap_task(struct vmap *m, uint64_t task, bool create)
{
	long slot;

	if (m->spec.type != BPF_MAP_TYPE_TASK_STORAGE)
		return -EINVAL;
	slot = find_hash(m, &task);
	return slot < 0 && create ? add_key(m, &task) : slot;
}

int vmap_task_delete(struct vmap *m, uint64_t task)
{
	if (m->spec.type != BPF_MAP_TYPE_TASK_STORAGE)
		return -EINVAL;
	return delete_hash(m, &task);
}
