/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Aggregations: what programs keep in maps, and what the consumer adds up
 * itself because a key is a stack that it unwinds. A key may be in both: by
 * frame pointers when there was no room for a copy. The rest of the consumer
 * does not know which is which.
 */
#include "consume/impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* ---- the table ---------------------------------------------------------- */

/* Entry n: the key, then the value at the next multiple of 8. */
static size_t entry_size(const struct image_agg *a)
{
	return ((a->key_size + 7) & ~7u) + a->value_size;
}

static unsigned char *entry(const struct own_values *o,
			    const struct image_agg *a, size_t n)
{
	return o->entries + n * entry_size(a);
}

static uint64_t *value_of(unsigned char *e, const struct image_agg *a)
{
	return (uint64_t *)(e + ((a->key_size + 7) & ~7u));
}

static size_t hash(const void *key, size_t size)
{
	const unsigned char *p = key;
	uint64_t h = UINT64_C(14695981039346656037);

	while (size--)
		h = (h ^ *p++) * UINT64_C(1099511628211);
	return (size_t)(h ^ h >> 32);
}

/* The slot that has the key, or the free one where it would be. */
static uint32_t *slot_of(const struct own_values *o, const struct image_agg *a,
			 const void *key)
{
	size_t at = hash(key, a->key_size) & (o->nslots - 1);

	while (o->slots[at] &&
	       memcmp(entry(o, a, o->slots[at] - 1), key, a->key_size))
		at = (at + 1) & (o->nslots - 1);
	return &o->slots[at];
}

static void index_again(struct own_values *o, const struct image_agg *a,
			size_t nslots)
{
	free(o->slots);
	o->slots = xcalloc(nslots, sizeof(*o->slots));
	o->nslots = nslots;
	for (size_t i = 0; i < o->n; i++)
		*slot_of(o, a, entry(o, a, i)) = (uint32_t)i + 1;
}

static void enlarge(struct own_values *o, const struct image_agg *a)
{
	size_t cap = o->nslots ? o->nslots : 32;

	o->entries = xrealloc(o->entries, cap, entry_size(a));
	index_again(o, a, cap * 2);
}

/* NULL: there are as many keys as the map would take. */
static uint64_t *find_or_add(struct own_values *o, const struct image_agg *a,
			     const void *key, size_t most, bool *is_new)
{
	uint32_t *slot;

	if (o->n * 2 >= o->nslots)
		enlarge(o, a);
	slot = slot_of(o, a, key);
	*is_new = !*slot;
	if (*is_new && o->n == most)
		return NULL;
	if (*is_new) {
		unsigned char *e = entry(o, a, o->n);

		memset(e, 0, entry_size(a));
		memcpy(e, key, a->key_size);
		*slot = (uint32_t)++o->n;
	}
	return value_of(entry(o, a, *slot - 1), a);
}

void own_release(struct own_values *o)
{
	free(o->entries);
	free(o->slots);
	memset(o, 0, sizeof(*o));
}

/* ---- what comes in ------------------------------------------------------ */

/* Replace the frame pointers' stack by the one that the copy has. */
static void complete(struct consumer *c, const struct image_field *f,
		     uint32_t thread, unsigned char *key)
{
	size_t at = f->offset + 8 + (f->has_frames ? 8 : 0);
	size_t most = (f->offset + f->size - at) / 8, n;
	const struct unwound *u;
	uint64_t who, first;

	memcpy(&who, key + f->offset, sizeof(who));
	memcpy(&first, key + at, sizeof(first));
	n = (uint32_t)who;
	who &= ~(uint64_t)UINT32_MAX;	/* a key is of all threads */
	memcpy(key + f->offset, &who, sizeof(who));
	u = unwound_find(c, thread, first);
	if (!u)
		return;
	n = n < most ? n : most;
	n = u->n < n ? u->n : n;
	memset(key + at, 0, most * 8);
	memcpy(key + at, u->addresses, n * 8);
}

int own_add(struct consumer *c, const struct record_header *h,
	    const unsigned char *record, size_t len)
{
	const size_t head = sizeof(*h) + sizeof(struct record_agg);
	const struct image_agg *a;
	struct record_agg r;
	unsigned char *key;
	uint64_t *value, *sum;
	bool is_new;

	memcpy(&r, record + sizeof(*h), sizeof(r));
	if (r.agg >= c->image->aggs.len)
		return err_set(&c->error, -EINVAL, "record of aggregation %u, "
			       "there are %zu", r.agg, c->image->aggs.len);
	a = &c->image->aggs.items[r.agg];
	if (len < head + a->key_size + a->value_size)
		return err_set(&c->error, -EINVAL, "record of %zu bytes has no "
			       "key and value of aggregation %u", len, r.agg);
	key = xcalloc(1, a->key_size);
	value = xcalloc(1, a->value_size);
	memcpy(key, record + head, a->key_size);
	memcpy(value, record + head + a->key_size, a->value_size);
	for (size_t i = 0; i < a->nkeys; i++)
		if (a->keys[i].kind == FIELD_USTACK)
			complete(c, &a->keys[i], r.thread, key);
	sum = find_or_add(&c->aggs[r.agg].own, a, key,
			  c->image->maps.items[a->map].max_entries, &is_new);
	if (sum)
		agg_merge(a, sum, value);
	else
		c->own_drops++;
	if (sum && is_new && c->source.learn)
		c->source.learn(c->source.data, h->pid);
	free(key);
	free(value);
	return 0;
}

/* ---- what the rest of the consumer asks --------------------------------- */

static struct own_values *own_of(struct consumer *c, const struct image_agg *a)
{
	return &c->aggs[a - c->image->aggs.items].own;
}

int aggs_snapshot(struct consumer *c, const struct image_agg *a,
		  int (*row)(void *arg, const void *key, const void *values,
			     unsigned ncpus), void *arg)
{
	const struct own_values *o = own_of(c, a);
	int ret = c->source.snapshot(c->source.data, a, row, arg, &c->error);

	for (size_t i = 0; i < o->n && !ret; i++) {
		unsigned char *e = entry(o, a, i);

		ret = row(arg, e, value_of(e, a), 1);
	}
	return ret;
}

int aggs_clear(struct consumer *c, const struct image_agg *a)
{
	struct own_values *o = own_of(c, a);

	for (size_t i = 0; i < o->n; i++)
		memset(value_of(entry(o, a, i), a), 0, a->value_size);
	return c->source.clear(c->source.data, a, &c->error);
}

static void remove_keys(struct own_values *o, const struct image_agg *a,
			const unsigned char *keys, size_t nkeys)
{
	bool *gone = xcalloc(o->n, sizeof(*gone));
	size_t kept = 0;

	for (size_t i = 0; i < nkeys; i++) {
		uint32_t slot = *slot_of(o, a, keys + i * a->key_size);

		if (slot)
			gone[slot - 1] = true;
	}
	for (size_t i = 0; i < o->n; i++)
		if (!gone[i])
			memmove(entry(o, a, kept++), entry(o, a, i),
				entry_size(a));
	o->n = kept;
	index_again(o, a, o->nslots);
	free(gone);
}

int aggs_trunc(struct consumer *c, const struct image_agg *a, const void *keys,
	       size_t nkeys)
{
	struct own_values *o = own_of(c, a);

	if (!keys)
		own_release(o);
	else if (o->n)
		remove_keys(o, a, keys, nkeys);
	return c->source.trunc(c->source.data, a, keys, nkeys, &c->error);
}
