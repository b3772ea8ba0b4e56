/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking hold of a process that runs. Each thread is seized without being
 * stopped, so no call that it waits in is interrupted; those that it starts
 * from then on are ours by themselves.
 */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "proc/launch.h"
#include "tracer/impl.h"

static int yama_scope(void)
{
	FILE *f = fopen("/proc/sys/kernel/yama/ptrace_scope", "re");
	int scope = 0;

	if (f && fscanf(f, "%d", &scope) != 1)
		scope = 0;
	if (f)
		fclose(f);
	return scope;
}

static int refused(pid_t pid, struct err *e)
{
	struct kin kin, other;

	if (!kin_read(pid, &kin))
		return err_set(e, -ESRCH, "there is no process %d", (int)pid);
	if (kin.state == 'Z' || kin.state == 'X')
		return err_set(e, -ESRCH, "process %d has ended", (int)pid);
	if (kin.tracer)
		return err_set(e, -EBUSY, "process %d is traced by process %d "
			       "already: ptrace allows one", (int)pid,
			       (int)(kin_read(kin.tracer, &other) ?
				     other.pid : kin.tracer));
	if (geteuid() && kin.uid != geteuid())
		return err_set(e, -EPERM, "process %d is another user's (uid "
			       "%u): only root may trace it", (int)pid,
			       (unsigned)kin.uid);
	if (yama_scope() == 1)
		return err_set(e, -EPERM, "process %d may not be traced: this "
			       "system allows only commands that dtrace "
			       "starts itself (-c); sysctl "
			       "kernel.yama.ptrace_scope=0 allows others",
			       (int)pid);
	return err_set(e, -EPERM, "process %d may not be traced: it has more "
		       "privileges than we, or the system forbids ptrace",
		       (int)pid);
}

/* One thread; 1: it is new to us, 0: it is not, or gone. */
static int seize(struct tracer *t, pid_t pid, pid_t tid, struct space *space,
		 struct err *e)
{
	struct kin kin;

	if (task_find(t, tid))
		return 0;
	if (!ptrace(PTRACE_SEIZE, tid, 0, trace_options(t))) {
		struct task *task = task_add(t, pid, tid, space);

		if (wants_calls(t))
			happen_ask(t, task);
		return 1;
	}
	if (errno == ESRCH)
		return 0;
	/* one that we have by its parent, and that is about to tell us */
	if (kin_read(tid, &kin) && kin.tracer == gettid())
		return 0;
	if (!kin_read(tid, &kin) || kin.state == 'Z' || kin.state == 'X')
		return 0;
	return refused(tid, e);
}

/* All threads that the list shows; gives how many are new. */
static int seize_listed(struct tracer *t, pid_t pid, struct space *space,
			struct err *e)
{
	char path[64];
	struct dirent *d;
	int found = 0, ret = 0;
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/task", (int)pid);
	dir = opendir(path);
	while (dir && ret >= 0 && (d = readdir(dir))) {
		pid_t tid = atoi(d->d_name);

		ret = tid > 0 ? seize(t, pid, tid, space, e) : 0;
		found += ret > 0;
	}
	if (dir)
		closedir(dir);
	return ret < 0 ? ret : found;
}

static void forget(struct tracer *t, struct task *task, void *data)
{
	if (task->pid == *(pid_t *)data)
		release_task(t, task, 0);
}

/*
 * The list is no snapshot: threads that end meanwhile may hide others in it. It
 * is read until it twice tells nothing new.
 */
int tracer_hold(struct tracer *t, pid_t pid, struct err *e)
{
	struct space *space;
	int quiet = 0, ret;

	if (task_of(t, pid))
		return 0;
	space = space_new();
	space->users++;
	ret = seize(t, pid, pid, space, e);
	while (ret >= 0 && quiet < 2) {
		ret = seize_listed(t, pid, space, e);
		quiet = ret > 0 ? 0 : quiet + 1;
	}
	space_drop(space);
	if (ret < 0)
		task_each(t, forget, &pid);
	else if (!task_of(t, pid))
		return refused(pid, e);
	return ret < 0 ? ret : 0;
}

bool tracer_holds(const struct tracer *t, pid_t pid)
{
	return task_of(t, pid) != NULL;
}

/* ---- commands -------------------------------------------------- */

struct launch_call {
	const char *command;
	struct proc **out;
};

static int launch(struct tracer *t, void *data, struct err *e)
{
	struct launch_call *c = data;
	int ret = proc_launch(c->command, NULL, c->out, e);
	struct task *task;
	pid_t pid;

	if (ret)
		return ret;
	pid = proc_pid(*c->out);
	task = task_add(t, pid, pid, space_new());
	task->is_stopped = task->is_at_start = true;
	*vec_push(&t->ends) = (struct ended){ .pid = pid };
	/* of those that proc_launch() set none that kills it */
	ptrace(PTRACE_SETOPTIONS, pid, 0, trace_options(t));
	proc_hand_over(*c->out);
	return 0;
}

int tracer_launch(struct tracer *t, const char *command, struct proc **out,
		  struct err *e)
{
	struct launch_call c = { command, out };

	return tracer_call(t, launch, &c, e);
}

static int resume(struct tracer *t, void *data, struct err *e)
{
	struct task *task = task_find(t, *(pid_t *)data);

	(void)e;
	if (!task || !task->is_at_start)
		return 0;
	task->is_at_start = false;
	event_mapped(t, task);
	return 0;
}

int tracer_resume(struct tracer *t, struct proc *p, struct err *e)
{
	pid_t pid = proc_pid(p);

	return tracer_call(t, resume, &pid, e);
}
