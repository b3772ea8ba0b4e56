/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Target processes: those that run (-p), and all that there are. proc/launch.h
 * starts one (-c).
 *
 * A struct proc stands for one target until it has ended, and even then never
 * for another process that got its number.
 */
#ifndef PROC_PROC_H
#define PROC_PROC_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct proc;

/*
 * What the kernel told the program that a process executes (AT_ENTRY, ... of
 * getauxval(3)); 0 when that is nothing.
 */
uint64_t proc_auxv(pid_t pid, uint64_t type);

/* Every process that /proc shows, until fn gives something else than 0. */
typedef int proc_fn(void *data, pid_t pid);
int proc_each(proc_fn *fn, void *data, struct err *e);

/*
 * Take a running process as target; it is not stopped. -ESRCH: there is none,
 * or it has ended; -EPERM: another user's; -EINVAL: a thread or part of the
 * kernel. Free with proc_free().
 */
int proc_grab(pid_t pid, struct proc **out, struct err *e);

/*
 * Let go. A command that we started ends with us (SIGKILL); a process that was
 * grabbed goes on. NULL is all right.
 */
void proc_free(struct proc *p);

pid_t proc_pid(const struct proc *p);

/* Readable, for poll(2), as soon as the process has ended. */
int proc_fd(const struct proc *p);

/* How a target ended. Only our own child's status can be known. */
struct proc_end {
	bool is_known;
	int status;		/* exit status; 0 when a signal ended it */
	int signal;		/* the signal that ended it, or 0 */
};

/* Has it ended? Fills *end then. Never blocks. */
bool proc_ended(struct proc *p, struct proc_end *end);

#endif
