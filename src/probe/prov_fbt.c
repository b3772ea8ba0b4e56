/* SPDX-License-Identifier: BSD-2-Clause */
/* fbt: functions of the kernel. Not there: say so, and what is instead. */
#include <errno.h>

#include "probe/provider.h"

static const struct provider_decl decl = { .name = "fbt" };

static int fill(struct probe_set *s, struct probe_list *out, struct err *e)
{
	(void)s;
	(void)out;
	return err_set(e, -ENOTSUP, "fbt is not provided: functions of the "
		       "kernel cannot be traced yet; its tracepoints can, by "
		       "the providers rawtp, sched, proc and syscall");
}

const struct provider provider_fbt = {
	.decl = &decl, .first_id = 2401, .fill = fill, .by_name_only = true,
};
