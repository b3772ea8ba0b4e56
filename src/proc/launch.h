/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Starting the command of -c, stopped where its own code begins: at the entry
 * point of the program, when the dynamic linker has mapped all that it needs
 * and run no line of it. proc_resume() lets it go, free of us: it runs as fast
 * as any process that is not traced.
 *
 * The thread that launches is the one that must resume (ptrace(2)).
 */
#ifndef PROC_LAUNCH_H
#define PROC_LAUNCH_H

#include <sys/types.h>

#include "base/err.h"
#include "proc/proc.h"

/* As whom the command shall run; NULL instead: as we do. */
struct launch_user {
	uid_t uid;
	gid_t gid;
};

/*
 * The command is cut into words by words_split(), the program is found by
 * PATH; environment, directory and open files are ours. -ENOENT and the like:
 * it cannot be run; -ECHILD: it ended before its entry point. Nothing is left
 * behind then.
 */
int proc_launch(const char *command, const struct launch_user *user,
		struct proc **out, struct err *e);

/*
 * Somebody else traces it from here on: a thread of ours that gets what wait(2)
 * would tell proc_ended(). It is not stopped by proc_launch() any more.
 */
void proc_hand_over(struct proc *p);

/* A command that runs is not ours any more: proc_free() lets it live. */
void proc_let_go(struct proc *p);

/* Is no error when it was killed meanwhile, see proc_ended(). */
int proc_resume(struct proc *p, struct err *e);

#endif
