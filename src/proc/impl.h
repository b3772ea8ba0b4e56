/* SPDX-License-Identifier: BSD-2-Clause */
/* What a target is, for the sources of this folder. */
#ifndef PROC_IMPL_H
#define PROC_IMPL_H

#include "proc/proc.h"

struct proc {
	pid_t pid;
	int pidfd;
	bool is_child;		/* started by us */
	bool is_stopped;	/* at its entry point, traced by us */
	bool is_elsewhere;	/* another thread of ours waits for it */
	bool has_ended;
	struct proc_end end;
};

/* A struct proc for a process that is there; -ESRCH when it is not. */
int proc_new(pid_t pid, struct proc **out, struct err *e);

#endif
