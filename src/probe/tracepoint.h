/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The kernel's raw tracepoints: their names and how many arguments each has, as
 * the kernel's own type information tells (BTF: a typedef btf_trace_NAME of a
 * function for each). Tracefs need not be mounted. Those of modules are not
 * there.
 */
#ifndef PROBE_TRACEPOINT_H
#define PROBE_TRACEPOINT_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"

struct tracepoint {
	const char *name;
	unsigned nargs;
};

struct tracepoints {
	struct tracepoint *items;	/* by name */
	size_t len;
};

/* -ENOTSUP: the kernel has no such information; -EBADMSG: it makes no sense. */
int tracepoints_read(const char *btf_path, struct arena *a,
		     struct tracepoints *out, struct err *e);

/* NULL: there is none. */
const struct tracepoint *tracepoints_find(const struct tracepoints *t,
					  const char *name);

#endif
