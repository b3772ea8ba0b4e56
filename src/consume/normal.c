/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * normalize(): by what the values of an aggregation's keys are divided when
 * they are shown. As D has it, the keys that are there when it is called are
 * meant; later ones are shown as they are, until it is called again.
 */
#include "consume/impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

static int by_bytes(const void *x, const void *y, void *size)
{
	return memcmp(x, y, *(const size_t *)size);
}

struct collector {
	struct buf keys;
	size_t size;
};

static int collect(void *arg, const void *key, const void *values,
		   unsigned ncpus)
{
	struct collector *k = arg;

	(void)values;
	(void)ncpus;
	buf_add(&k->keys, key, k->size);
	return 0;
}

void normal_forget(struct agg_state *s)
{
	free(s->keys);
	s->keys = NULL;
	s->nkeys = 0;
}

int normal_set(struct consumer *c, int agg, uint64_t by)
{
	const struct image_agg *a = &c->image->aggs.items[agg];
	struct agg_state *s = &c->aggs[agg];
	struct collector k = { .size = a->key_size };
	int ret = aggs_snapshot(c, a, collect, &k);

	if (ret) {
		buf_release(&k.keys);
		return ret;
	}
	normal_forget(s);
	s->normal = by;
	s->nkeys = k.keys.len / k.size;
	s->keys = (unsigned char *)buf_detach(&k.keys);
	qsort_r(s->keys, s->nkeys, k.size, by_bytes, &k.size);
	return 0;
}

static unsigned char *find(const struct agg_state *s, const void *key,
			   size_t size)
{
	size_t low = 0, high = s->nkeys;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		unsigned char *at = s->keys + middle * size;
		int order = memcmp(key, at, size);

		if (!order)
			return at;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

uint64_t normal_of(const struct agg_state *s, const void *key, size_t size)
{
	return find(s, key, size) ? s->normal : 1;
}

void normal_remove(struct agg_state *s, const void *key, size_t size)
{
	unsigned char *at = find(s, key, size);

	if (!at)
		return;
	s->nkeys--;
	memmove(at, at + size, (size_t)(s->keys + s->nkeys * size - at));
}
