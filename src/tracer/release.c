/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Letting go. First the programs' memory is made as it was, while they run.
 * Then nobody can come to a breakpoint any more, but a thread may just have
 * done so: each that is not asleep in a call is asked to stop, its trap is
 * undone, and it goes free. The others go when the tracing thread ends, without
 * noticing: a stop would interrupt the calls that they wait in.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tracer/impl.h"

#define TRAP_PENDING (UINT64_C(1) << (SIGTRAP - 1))
#define PATIENCE_MS 10000

/* A trap may wait behind the stop that we are told of. */
static bool has_trap(pid_t tid)
{
	struct kin kin;

	return kin_read(tid, &kin) && kin.pending & TRAP_PENDING;
}

void release_task(struct tracer *t, struct task *task, int signal)
{
	if (!task->is_stopped) {
		task->is_leaving = true;
		ptrace(PTRACE_INTERRUPT, task->tid, 0, 0);
		return;
	}
	if (has_trap(task->tid)) {
		task->is_stopped = false;
		task->is_leaving = true;
		ptrace(PTRACE_CONT, task->tid, 0, (long)signal);
		ptrace(PTRACE_INTERRUPT, task->tid, 0, 0);
		return;
	}
	ptrace(PTRACE_DETACH, task->tid, 0, (long)signal);
	task_remove(t, task);
}

static void clean(struct tracer *t, struct task *task, void *data)
{
	(void)data;
	space_clean(t, task->space, task->tid, true);
}

/* Asleep, in a call or in a stop of its group: it goes by itself. */
static bool may_stay(const struct task *task)
{
	struct kin kin;

	if (task->is_new || task->stepping || !kin_read(task->tid, &kin))
		return false;
	if (kin.pending & TRAP_PENDING)
		return false;
	return task->must_listen || kin.state == 'S' || kin.state == 'D' ||
	       kin.state == 'I' || kin.state == 'Z' || kin.state == 'X';
}

static void let_go(struct tracer *t, struct task *task, void *data)
{
	size_t *waiting = data;

	if (task->is_at_start) {	/* it never ran, and never will */
		kill(task->pid, SIGKILL);
		return;
	}
	if (task->is_stopped && !task->must_listen) {
		release_task(t, task, 0);
		return;
	}
	if (may_stay(task))
		return;
	++*waiting;
	if (!task->is_leaving)
		release_task(t, task, 0);
}

static uint64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000 + (uint64_t)ts.tv_nsec / 1000000;
}

void release_all(struct tracer *t)
{
	const struct timespec nap = { .tv_nsec = 200000 };
	uint64_t until = now_ms() + PATIENCE_MS;
	size_t waiting;

	t->is_releasing = true;
	task_each(t, clean, NULL);
	do {
		waiting = 0;
		task_each(t, let_go, &waiting);
		while (thread_wait(t, WNOHANG))
			;
		if (waiting)
			nanosleep(&nap, NULL);
	} while (waiting && now_ms() < until);
}
