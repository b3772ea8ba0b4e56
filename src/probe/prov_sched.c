/* SPDX-License-Identifier: BSD-2-Clause */
/* sched: threads coming to a CPU and leaving it; see prov_proc.c. */
#include "probe/provider.h"

static const struct provider_decl decl = {
	.name = "sched",
	.attrs = {
		[ATTR_PROVIDER] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_MODULE] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_FUNCTION] = PROVIDER_ATTRS(PRIVATE, PRIVATE, UNKNOWN),
		[ATTR_NAME] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
		[ATTR_ARGS] = PROVIDER_ATTRS(EVOLVING, EVOLVING, ISA),
	},
};

#define ARG_IS(n, op, value) { TRACE_ARG, n, TRACE_##op, value }

/*
 * sched_switch(preempt, previous, next, state of the previous) is in the name
 * of the previous thread; sched_exit_tp(switched) is the last that the
 * scheduler does, in the name of the one that runs then.
 */
static const struct trace_def defs[] = {
	{ "off-cpu", { "sched_switch", 2, { 2, 2 }, { { 0 } }, 0 }, 0 },
	{ "on-cpu", { "sched_exit_tp", 0, { 0 }, { ARG_IS(0, NE, 0) }, 0 }, 0 },
	{ "preempt", { "sched_switch", 0, { 0 }, { ARG_IS(0, NE, 0) }, 0 }, 0 },
	{ "preempt", { "sched_switch", 0, { 0 },
	  { ARG_IS(0, EQ, 0), ARG_IS(3, EQ, 0) }, 0 }, 0 },
	{ "remain-cpu", { "sched_exit_tp", 0, { 0 },
	  { ARG_IS(0, EQ, 0) }, 0 }, 0 },
	{ "sleep", { "sched_switch", 0, { 0 },
	  { ARG_IS(0, EQ, 0), ARG_IS(3, NE, 0) }, 0 }, 0 },
	{ "wakeup", { "sched_waking", 2, { 0, 0 }, { { 0 } }, 0 }, 0 },
};

static const char types[] = PROVIDER_TYPES
	"provider sched {"
	"	probe off__cpu(struct task_struct *T) :"
	"		(lwpsinfo_t *T, psinfo_t *T);"
	"	probe on__cpu();"
	"	probe preempt();"
	"	probe remain__cpu();"
	"	probe sleep();"
	"	probe wakeup(struct task_struct *T) :"
	"		(lwpsinfo_t *T, psinfo_t *T);"
	"};";

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	return provider_add_traces(s, out, &provider_sched, defs,
				   sizeof(defs) / sizeof(*defs), types, e);
}

const struct provider provider_sched = {
	.decl = &decl, .first_id = 2201, .room = 100, .fill = fill,
};
