/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stopping what appears until it was looked at (-x lossless): a process that
 * executes a program, or maps a library, whose file nobody has looked into yet
 * gets SIGSTOP before it runs a line of it.
 *
 *	hold_new()		from now on newcomers stop
 *	hold_fd()		readable: somebody has
 *	hold_take()		who; look at them, attach
 *	hold_go_on()		those that were taken run again
 *
 * Nobody stays stopped: a guard, a process of its own, lets go who waits longer
 * than HOLD_MS, and all when the tracer is gone, however it ended.
 */
#ifndef BACKEND_HOLD_H
#define BACKEND_HOLD_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

#define HOLD_MS 1000

struct hold;

/* Where the kernel's structures have these members. */
struct hold_members {
	int64_t task_files, task_ptrace, files_fdt, fdt_fd, bprm_file,
		file_inode, inode_ino, inode_generation, inode_sb, sb_dev;
};

/*
 * -EBUSY: another tracer has one; -ENOTSUP: the members are not known; else
 * what bpf(2) gave. In a PID name space its own processes alone are stopped,
 * not those of spaces below it. Call it before anything is attached: the guard
 * would hold it in place.
 */
int hold_new(struct hold **out, const struct hold_members *m, struct err *e);
void hold_free(struct hold *h);		/* lets all go; NULL is all right */

int hold_fd(const struct hold *h);
void hold_take(struct hold *h, void (*fn)(void *data, pid_t pid), void *data);
void hold_go_on(struct hold *h);

/* Files that were looked into stop nobody, until they are forgotten. */
void hold_forget_files(struct hold *h);

/* While the tracer waits for a process of its own nobody is stopped. */
void hold_pause(struct hold *h, bool is_paused);

#endif
