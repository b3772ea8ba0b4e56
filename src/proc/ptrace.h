/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The dangerous calls of this folder, all of them: fork, exec, ptrace. Each
 * does one thing; who may call what, and when, is said in launch.c. Only the
 * thread that started a tracee may call the others for it.
 */
#ifndef PROC_PTRACE_H
#define PROC_PTRACE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "proc/launch.h"

/*
 * Fork a child, traced by us, that executes path and dies when we die before
 * ptrace_detach(). Stops follow for exec, fork, vfork and clone. *report gets
 * a descriptor to read, if it ends before exec, why (ptrace_exec_error());
 * the caller closes it.
 */
int ptrace_start(const char *path, char *const argv[],
		 const struct launch_user *user, pid_t *pid, int *report,
		 struct err *e);

/* The errno that exec, or becoming the user, gave in the child; 0: none. */
int ptrace_exec_error(int report);

/*
 * The next stop or end of the tracee, as waitpid(2) tells; -ECHILD when there
 * is nothing to wait for.
 */
int ptrace_wait(pid_t pid, int *status);

/* All of them: 0, or a negative errno: -ESRCH when it was killed. */
int ptrace_continue(pid_t pid, int signal);
int ptrace_listen(pid_t pid);		/* let it be stopped (SIGSTOP) */
int ptrace_detach(pid_t pid);		/* it runs on, free */
int ptrace_child(pid_t pid, pid_t *child);	/* of a fork event */
int ptrace_get_pc(pid_t pid, uint64_t *pc);
int ptrace_set_pc(pid_t pid, uint64_t pc);

/*
 * Put n bytes (8 at most) to an address of its program, and give the old ones.
 */
int ptrace_patch(pid_t pid, uint64_t address, const uint8_t *bytes, size_t n,
		 uint8_t *old);

#endif
