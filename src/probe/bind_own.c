/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clauses at what has sites in no file: the kernel's probes, timers, BEGIN and
 * END, and what a recording holds.
 */
#include "probe/bind_impl.h"

#include <stdio.h>

#include "base/bug.h"

static enum run_when when_of(const struct probe *p)
{
	switch (p->kind) {
	case PROBE_BEGIN: return RUN_BEGIN;
	case PROBE_END: return RUN_END;
	case PROBE_ERROR: return RUN_ERROR;
	case PROBE_TICK: return RUN_TICK;
	default: BUG("probe kind %d is not run", (int)p->kind);
	}
}

/* Site n of a probe whose sites are in no object: its index. */
static uint32_t own_site(struct bind *b, const struct probe *p, size_t n,
			 struct image_site *site)
{
	char key[64];
	uintptr_t known;

	snprintf(key, sizeof(key), "probe %u.%zu", p->id, n);
	known = (uintptr_t)strmap_get(&b->sites, key);
	if (known)
		return (uint32_t)known - 1;
	site->object = -1;
	site->probe_id = p->id;
	bind_add_names(b, p, p->provider, p->function, site);
	*vec_push(&b->image->sites) = *site;
	known = b->image->sites.len;
	strmap_set(&b->sites, key, (void *)known);
	return (uint32_t)known - 1;
}

static void bind_run(struct bind *b, const struct clause *clause,
		     const struct probe *p)
{
	struct image_site site = { .kind = PROG_RUN };
	size_t known = b->image->sites.len;
	uint32_t at = own_site(b, p, 0, &site);

	if (at == known)
		*vec_push(&b->runs) = (struct image_run){
			.site = at, .when = when_of(p),
			.interval_ns = p->interval_ns,
		};
	bind_add(b, clause, at, 0);
}

static void bind_syscall(struct bind *b, const struct clause *clause,
			 const struct probe *p)
{
	struct image_site site = {
		.kind = p->is_return ? PROG_SYSCALL_RETURN :
				       PROG_SYSCALL_ENTRY,
		.syscall = p->syscall,
	};

	bind_add(b, clause, own_site(b, p, 0, &site), 0);
}

static void bind_tracepoints(struct bind *b, const struct clause *clause,
			     const struct probe *p)
{
	for (size_t i = 0; i < p->ntraces; i++) {
		struct image_trace *trace =
			ARENA_NEW(&b->image->arena, struct image_trace);
		struct image_site site = { .kind = PROG_TRACEPOINT };

		*trace = p->traces[i];
		trace->tracepoint = arena_strdup(&b->image->arena,
						 trace->tracepoint);
		site.trace = trace;
		bind_add(b, clause, own_site(b, p, i, &site), 0);
	}
}

static void bind_function_of_kernel(struct bind *b,
				    const struct clause *clause,
				    const struct probe *p)
{
	struct image_site site = {
		.kind = p->is_return ? PROG_FUNCTION_RETURN :
				       PROG_FUNCTION_ENTRY,
		.symbol = arena_strdup(&b->image->arena, p->function),
	};

	bind_add(b, clause, own_site(b, p, 0, &site), 0);
}

static void bind_recorded(struct bind *b, const struct clause *clause,
			  const struct probe *p)
{
	struct image_site site = {
		.kind = PROG_RECORDED, .recorded = p->recorded,
		.is_return = p->recording->kind == RECORDING_SYSCALL &&
			     p->is_return,
	};

	bind_add(b, clause, own_site(b, p, p->recorded, &site), 0);
}

static void bind_profile(struct bind *b, const struct clause *clause,
			 const struct probe *p)
{
	struct image_site site = {
		.kind = PROG_PROFILE, .interval_ns = p->interval_ns,
	};

	bind_add(b, clause, own_site(b, p, 0, &site), 0);
}

void bind_own(struct bind *b, const struct clause *clause,
	      const struct probe *p)
{
	switch (p->kind) {
	case PROBE_TRACEPOINT:
		bind_tracepoints(b, clause, p);
		break;
	case PROBE_FUNCTION:
		bind_function_of_kernel(b, clause, p);
		break;
	case PROBE_PROFILE:
		bind_profile(b, clause, p);
		break;
	case PROBE_SYSCALL:
		bind_syscall(b, clause, p);
		break;
	case PROBE_RECORDED:
		bind_recorded(b, clause, p);
		break;
	case PROBE_BEGIN: case PROBE_END: case PROBE_ERROR: case PROBE_TICK:
		bind_run(b, clause, p);
		break;
	case PROBE_USDT: case PROBE_PID:
		BUG("probe %u has sites in files", p->id);
	}
}
