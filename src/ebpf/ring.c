/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ring buffer. Room is counted as the kernel counts it: a header of 8 bytes
 * and the record rounded up to 8; what is not drained takes room, and the last
 * byte is never given away.
 */
#include "ebpf/mapimpl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define HEADER 8
#define PATTERN 0xa5

static size_t room_of(uint64_t size)
{
	return HEADER + (((size_t)size + 7) & ~(size_t)7);
}

long vmap_ring_reserve(struct vmap *m, uint64_t size)
{
	struct ring_record *r;

	if (!map_is_ring(m))
		return -EINVAL;
	if (size > m->max_entries ||
	    m->ring_used + room_of(size) >= m->max_entries)
		return -EAGAIN;
	r = vec_push(&m->records);
	r->size = (size_t)size;
	r->data = xcalloc(1, r->size + 1);
	memset(r->data, PATTERN, r->size);
	m->ring_used += room_of(size);
	return (long)m->records.len - 1;
}

void *vmap_ring_data(struct vmap *m, size_t number, size_t *size)
{
	struct ring_record *r;

	if (!map_is_ring(m) || number >= m->records.len)
		return NULL;
	r = &m->records.items[number];
	*size = r->size;
	return r->finished ? NULL : r->data;
}

void vmap_ring_finish(struct vmap *m, size_t number, bool discard)
{
	struct ring_record *r;

	if (number >= m->records.len || m->records.items[number].finished)
		BUG("ring record %zu is not reserved", number);
	r = &m->records.items[number];
	r->finished = true;
	if (discard) {
		free(r->data);
		r->data = NULL;
	}
}

long vmap_ring_drain(struct vmap *m,
		     int (*fn)(void *data, const void *record, size_t len),
		     void *data)
{
	long n = 0;
	int ret = 0;

	while (m->first < m->records.len && ret >= 0 &&
	       m->records.items[m->first].finished) {
		struct ring_record r = m->records.items[m->first++];

		m->ring_used -= room_of(r.size);
		if (r.data) {
			ret = fn(data, r.data, r.size);
			n++;
		}
		free(r.data);
	}
	if (m->first == m->records.len)
		m->first = m->records.len = 0;
	return ret < 0 ? ret : n;
}

void ring_release(struct vmap *m)
{
	for (size_t i = m->first; i < m->records.len; i++)
		free(m->records.items[i].data);
	vec_release(&m->records);
}
