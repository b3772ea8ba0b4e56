/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions of DTrace whose subject Linux does not have. */
#include "lang/check.h"

#define LOCKS "it looks into locks of the Solaris kernel"
#define STREAMS "it is about STREAMS and device nodes of Solaris"

static const struct {
	enum builtin_id id;
	const char *why;
} absent[] = {
	{ BI_BREAKPOINT, "it enters the kernel debugger, and no program may "
			 "do that on Linux" },
	{ BI_PANIC, "no program may bring a Linux kernel down; echo c > "
		    "/proc/sysrq-trigger does" },
	{ BI_RETURN, "it needs kprobes that may override what a function "
		     "gives" },
	{ BI_PCAP, "it needs the packet buffers of network probes, which are "
		   "not here; tcpdump(1) captures packets" },
	{ BI_DDI_PATHNAME, STREAMS },
	{ BI_MSGDSIZE, STREAMS },
	{ BI_MSGSIZE, STREAMS },
	{ BI_MUTEX_OWNED, LOCKS },
	{ BI_MUTEX_OWNER, LOCKS },
	{ BI_MUTEX_TYPE_ADAPTIVE, LOCKS },
	{ BI_MUTEX_TYPE_SPIN, LOCKS },
	{ BI_RW_ISWRITER, LOCKS },
	{ BI_RW_READ_HELD, LOCKS },
	{ BI_RW_WRITE_HELD, LOCKS },
};

bool check_present(struct checker *c, struct node *n, const struct builtin *b)
{
	for (size_t i = 0; i < sizeof(absent) / sizeof(absent[0]); i++) {
		if (absent[i].id != b->id)
			continue;
		check_fail(c, n, "D_FUNC_UNDEF",
			   "%s() does not exist on Linux: %s", b->name,
			   absent[i].why);
		return false;
	}
	return true;
}
