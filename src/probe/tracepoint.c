/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/tracepoint.h"

#include <stdlib.h>
#include <string.h>

#include "base/vec.h"

struct collected {
	struct arena *arena;
	VEC(struct tracepoint) list;
};

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct tracepoint *)a)->name,
		      ((const struct tracepoint *)b)->name);
}

static void collect(void *data, const char *name, uint32_t proto,
		    unsigned nargs)
{
	struct collected *c = data;

	*vec_push(&c->list) = (struct tracepoint){
		.name = arena_strdup(c->arena, name), .nargs = nargs,
		.proto = proto,
	};
}

void tracepoints_read(struct ktypes *k, struct arena *a,
		      struct tracepoints *out)
{
	struct collected c = { .arena = a };

	ktypes_tracepoints(k, collect, &c);
	if (c.list.len)
		qsort(c.list.items, c.list.len, sizeof(*c.list.items),
		      by_name);
	out->items = arena_memdup(a, c.list.items,
				  c.list.len * sizeof(*c.list.items));
	out->len = c.list.len;
	vec_release(&c.list);
}

const struct tracepoint *tracepoints_find(const struct tracepoints *t,
					  const char *name)
{
	const struct tracepoint key = { .name = name };

	return t->len ? bsearch(&key, t->items, t->len, sizeof(key), by_name)
		      : NULL;
}

const struct type *tracepoint_arg(struct ktypes *k, const struct tracepoint *t,
				  unsigned n, const char **name)
{
	return n < t->nargs ? ktypes_parameter(k, t->proto, n + 1, name)
			    : NULL;
}
