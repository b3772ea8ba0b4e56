/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * -x temporal: records wait until no older one can come, and are shown in the
 * order of their timestamps. Those of one instant keep the order in which they
 * came, so a copied stack stays before the record that it belongs to.
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

void held_add(struct consumer *c, const struct record_header *h,
	      const void *record, size_t len)
{
	struct held *r = vec_push(&c->held);

	*r = held_copy(record, len);
	r->timestamp = h->timestamp;
	r->number = c->nheld++;
	c->held_bytes += len;
}

int held_show(struct consumer *c, uint64_t until)
{
	size_t n = c->held.len, i = 0;
	int ret = 0;

	if (!n)
		return 0;
	qsort(c->held.items, n, sizeof(*c->held.items), by_time);
	for (; i < n && !ret && c->held.items[i].timestamp <= until; i++) {
		struct held *r = &c->held.items[i];

		ret = consumer_next(c, r);
		c->held_bytes -= r->len;
		free(r->record);
	}
	c->held.len = n - i;
	memmove(c->held.items, c->held.items + i,
		c->held.len * sizeof(*c->held.items));
	return ret;
}

void held_release(struct consumer *c)
{
	for (size_t i = 0; i < c->held.len; i++)
		free(c->held.items[i].record);
	vec_release(&c->held);
}
