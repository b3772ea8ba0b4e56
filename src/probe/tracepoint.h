/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's raw tracepoints: their names and arguments, as the kernel's own
 * type information tells (a typedef btf_trace_NAME of a function for each).
 * Tracefs need not be mounted. Those of modules are not there.
 */
#ifndef PROBE_TRACEPOINT_H
#define PROBE_TRACEPOINT_H

#include <stddef.h>

#include "base/arena.h"
#include "ktypes/ktypes.h"

struct tracepoint {
	const char *name;
	unsigned nargs;
	uint32_t proto;		/* for tracepoint_arg_type() */
};

struct tracepoints {
	struct tracepoint *items;	/* by name */
	size_t len;
};

void tracepoints_read(struct ktypes *k, struct arena *a,
		      struct tracepoints *out);

/* NULL: there is none. */
const struct tracepoint *tracepoints_find(const struct tracepoints *t,
					  const char *name);

/* The type and the name of argument n, from 0. */
const struct type *tracepoint_arg(struct ktypes *k, const struct tracepoint *t,
				  unsigned n, const char **name);

#endif
