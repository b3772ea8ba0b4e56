/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * io: requests to block devices, when the device gets them and when it has
 * done them; and threads that wait for one. The members of the arguments are in
 * the library io.d. What a thread waits for the kernel does not tell.
 */
#include <string.h>

#include "probe/provider.h"

static const struct provider_decl decl = {
	.name = "io",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_ARGS] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
	},
};

#define WAITS { TRACE_IOWAIT, 0, TRACE_NE, 0 }

/* The first two have the request first. */
static const struct trace_def defs[] = {
	{ "done", { "block_rq_complete", 1, { 0 }, { { 0 } }, 0 }, 0 },
	{ "start", { "block_rq_issue", 1, { 0 }, { { 0 } }, 0 }, 0 },
	{ "wait-done", { "sched_exit_tp", 0, { 0 },
	  { { TRACE_ARG, 0, TRACE_NE, 0 }, WAITS }, 0 }, 0 },
	{ "wait-start", { "sched_switch", 0, { 0 }, { WAITS }, 0 }, 0 },
};

static const char types[] = PROVIDER_TYPES
	"provider io {"
	"	probe done(struct request *R) :"
	"		(bufinfo_t *R, devinfo_t *R, fileinfo_t *R);"
	"	probe start(struct request *R) :"
	"		(bufinfo_t *R, devinfo_t *R, fileinfo_t *R);"
	"	probe wait__done();"
	"	probe wait__start();"
	"};";

/* Where a task has the bit that says it waits; 0: not known. */
static uint32_t iowait_field(struct ktypes *k)
{
	const struct type *task = ktypes_find(k, "struct task_struct");
	const struct type_member *m = NULL;
	uint64_t offset = 0;

	if (task)
		m = type_find_member(task, "in_iowait", &offset);
	if (!m || m->bit_width != 1)
		return 0;
	return (uint32_t)((offset + m->bit_offset / 8u) * 256 |
			  1u << m->bit_offset % 8u);
}

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	struct trace_def all[sizeof(defs) / sizeof(*defs)];
	struct ktypes *k;
	int ret = probe_set_ktypes(s, &k, e);

	if (ret)
		return ret;
	memcpy(all, defs, sizeof(defs));
	for (size_t i = 0; i < sizeof(defs) / sizeof(*defs); i++)
		all[i].trace.field = iowait_field(k);
	return provider_add_traces(s, out, &provider_io, all,
				   sizeof(all) / sizeof(*all), types, e);
}

const struct provider provider_io = {
	.decl = &decl, .first_id = 2301, .room = 100, .fill = fill,
};
