/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records that wait. With -x temporal until no older one can come; they are
 * shown in the order of their timestamps. With -x bufpolicy=fill or ring those
 * that fit into the buffer until the end, the oldest or the newest. Those of
 * one instant keep the order in which they came, so a copied stack stays before
 * the record that it belongs to.
 */
#include "consume/impl.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

static int by_time(const void *x, const void *y)
{
	const struct held *a = x, *b = y;

	if (a->timestamp != b->timestamp)
		return a->timestamp < b->timestamp ? -1 : 1;
	return (a->number > b->number) - (a->number < b->number);
}

struct held held_copy(const void *record, size_t len)
{
	struct held r = { .len = len, .record = xcalloc(1, len) };

	memcpy(r.record, record, len);
	return r;
}

/* With a ring the oldest records go; what stays is moved now and then. */
static void forget_oldest(struct consumer *c)
{
	while (c->held_bytes > c->options.keep) {
		struct held *r = &c->held.items[c->oldest++];

		c->held_bytes -= r->len;
		free(r->record);
	}
	if (c->oldest < c->held.len / 2)
		return;
	c->held.len -= c->oldest;
	memmove(c->held.items, c->held.items + c->oldest,
		c->held.len * sizeof(*c->held.items));
	c->oldest = 0;
}

void held_add(struct consumer *c, const struct record_header *h,
	      const void *record, size_t len)
{
	bool keeps = c->options.keep && !c->at_end;
	struct held *r;

	c->full |= keeps && !c->options.keep_newest &&
		   c->held_bytes + len > c->options.keep;
	if (c->full)
		return;
	r = vec_push(&c->held);
	*r = held_copy(record, len);
	r->timestamp = h->timestamp;
	r->number = c->nheld++;
	c->held_bytes += len;
	if (keeps)
		forget_oldest(c);
}

int held_show(struct consumer *c, uint64_t until)
{
	size_t n = c->held.len, i = c->oldest;
	int ret = 0;

	if (n == i)
		return 0;
	qsort(c->held.items + i, n - i, sizeof(*c->held.items), by_time);
	for (; i < n && !ret && c->held.items[i].timestamp <= until; i++) {
		struct held *r = &c->held.items[i];

		ret = consumer_next(c, r);
		c->held_bytes -= r->len;
		free(r->record);
	}
	c->held.len = n - i;
	c->oldest = 0;
	memmove(c->held.items, c->held.items + i,
		c->held.len * sizeof(*c->held.items));
	return ret;
}

void held_release(struct consumer *c)
{
	for (size_t i = c->oldest; i < c->held.len; i++)
		free(c->held.items[i].record);
	vec_release(&c->held);
}
