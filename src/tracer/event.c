/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a tracee's stop is about. Breakpoints are ours; signals, stops of its
 * group and all else pass as if nobody traced.
 */
#include <elf.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "tracer/impl.h"

void task_continue(struct tracer *t, struct task *task, int signal)
{
	if (t->is_releasing || task->is_leaving) {
		release_task(t, task, signal);
		return;
	}
	task->is_stopped = false;
	ptrace(task->stepping ? PTRACE_SINGLESTEP :
	       wants_calls(t) ? PTRACE_SYSCALL : PTRACE_CONT, task->tid, 0,
	       (long)signal);
}

void event_mapped(struct tracer *t, struct task *task)
{
	pid_t tid = task->tid;

	space_prune(task->space, task->pid);
	loader_watch(t, task);
	t->current = task;
	if (t->client.mapped)
		t->client.mapped(t->client.data, task->pid);
	task = task_find(t, tid);
	if (task && !task->is_paused)
		task_continue(t, task, 0);
}

/* ---- breakpoints ----------------------------------------------- */

static void tell(struct tracer *t, const struct task *task,
		 const struct point *p, const struct registers *r)
{
	struct tracer_hit hit = {
		.pid = task->pid, .tid = task->tid, .regs = r->bytes,
		.regs_size = t->arch->pt_regs_size,
	};

	for (; p; p = point_next(task->space, p)) {
		hit.cookie = p->cookie;
		if (!p->is_loader)
			t->client.hit(t->client.data, &hit);
	}
}

static bool is_loader(const struct space *s, const struct point *p)
{
	while (p && !p->is_loader)
		p = point_next(s, p);
	return p != NULL;
}

static void at_point(struct tracer *t, struct task *task, struct point *p,
		     struct registers *r)
{
	uint64_t pc = regs_pc(t, r);
	bool loader = is_loader(task->space, p);

	regs_set_pc(t, r, p->address);
	tell(t, task, p, r);
	regs_set_pc(t, r, pc);
	if (!step_over(t, task, p, r))
		return;
	if (loader)
		event_mapped(t, task);
	else
		task_continue(t, task, 0);
}

/* A trap that was taken back after the thread ran into it: do it again. */
static void retry(struct tracer *t, struct task *task, uint64_t address,
		  struct registers *r)
{
	regs_set_pc(t, r, address);
	task_set_regs(task->tid, r);
	task_continue(t, task, 0);
}

static bool is_trap_there(const struct tracer *t, const struct task *task,
			  uint64_t address)
{
	uint8_t there[8];

	return tracer_read(task->tid, address, there, t->arch->trap_len) ==
	       t->arch->trap_len &&
	       !memcmp(there, t->arch->trap, t->arch->trap_len);
}

/* False: the program's own trap, or somebody sent the signal. */
static bool handle_trap(struct tracer *t, struct task *task)
{
	struct registers r;
	siginfo_t info;
	struct point *p;
	uint64_t address;

	if (ptrace(PTRACE_GETSIGINFO, task->tid, 0, &info) ||
	    (info.si_code != SI_KERNEL && info.si_code != TRAP_BRKPT) ||
	    task_get_regs(task->tid, &r))
		return false;
	address = regs_pc(t, &r);
	if (t->arch->elf_machine == EM_X86_64)	/* it is behind its trap */
		address -= t->arch->trap_len;
	p = space_at(task->space, address);
	if (p && !t->is_releasing) {
		at_point(t, task, p, &r);
		return true;
	}
	if (is_trap_there(t, task, address))
		return false;
	retry(t, task, address, &r);
	return true;
}

/* ---- children and programs ------------------------------------- */

void task_adopt(struct tracer *t, pid_t tid, struct task *parent)
{
	struct task *task = task_find(t, tid), *same;
	struct kin kin;
	bool shares;

	if (task || !kin_read(tid, &kin))
		return;
	same = kin.pid == tid ? NULL : task_of(t, kin.pid);
	if (!parent)
		parent = task_of(t, kin.parent);
	if (same) {
		task = task_add(t, kin.pid, tid, same->space);
	} else if (parent) {
		shares = kin_same_memory(parent->tid, tid, false);
		task = task_add(t, kin.pid, tid, shares ? parent->space :
				space_copy(parent->space));
		task->is_child = true;
	}
	if (!task)
		return;
	task->is_new = true;
	task->call = parent ? parent->call : 0;
}

/* The first stop: no line of its own was run yet. */
static void begin(struct tracer *t, struct task *task)
{
	bool is_alone = task->space->users == 1, was_child = task->is_child;

	task->is_new = task->is_child = false;
	if (was_child && is_alone) {
		space_clean(t, task->space, task->pid, t->is_releasing);
		if (!t->client.follows && space_is_empty(task->space)) {
			release_task(t, task, 0);
			return;
		}
	}
	/* it returns from the call that made it, and is not told of that */
	happen(t, task, TRACER_RETURN, 0, 0);
	task_continue(t, task, 0);
}

/* Its first stop came before we knew whose it is. */
static void begin_early(struct tracer *t, pid_t tid)
{
	struct task *task = task_find(t, tid);

	for (size_t i = 0; i < t->early.len; i++) {
		if (t->early.items[i] != tid)
			continue;
		t->early.items[i] = t->early.items[--t->early.len];
		if (task) {
			task->is_stopped = true;
			begin(t, task);
		}
		return;
	}
}

static void born(struct tracer *t, struct task *task)
{
	unsigned long child;

	if (!ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &child)) {
		task_adopt(t, (pid_t)child, task);
		happen(t, task, TRACER_CHILD, 0, (pid_t)child);
		begin_early(t, (pid_t)child);
	}
	task_continue(t, task, 0);
}

struct others {
	pid_t pid, tid;
};

/* exec ends all other threads of the process. */
static void drop_other(struct tracer *t, struct task *task, void *data)
{
	const struct others *o = data;

	if (task->pid != o->pid || task->tid == o->tid)
		return;
	if (t->client.thread_ended)
		t->client.thread_ended(t->client.data, task->pid, task->tid);
	task_remove(t, task);
}

/* Who is traced gets no privileges by exec: people should know why. */
static void warn_of_privileges(struct tracer *t, pid_t pid)
{
	char path[64], text[128];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	if (!geteuid() || stat(path, &st) ||
	    !(st.st_mode & (S_ISUID | S_ISGID)) || !t->client.say)
		return;
	snprintf(text, sizeof(text), "process %d executed a set-user-ID "
		 "program, which runs without its privileges while traced",
		 (int)pid);
	t->client.say(t->client.data, text);
}

static void executed(struct tracer *t, struct task *task)
{
	struct others others = { task->pid, task->tid };

	task_each(t, drop_other, &others);
	space_drop(task->space);
	task->space = space_new();
	task->space->users++;
	task->stepping = 0;
	task->is_new = task->is_child = false;
	warn_of_privileges(t, task->pid);
	happen(t, task, TRACER_EXEC, 0, 0);
	event_mapped(t, task);
}

/* ---- all stops ------------------------------------------------- */

/* It is stopped together with its group, or was asked by us. */
static void stopped(struct tracer *t, struct task *task, int signal)
{
	if (task->is_new) {
		begin(t, task);
	} else if (signal == SIGTRAP) {
		if (task->nsamples)
			sample_show(t, task);
		if (task->wants_options)
			ptrace(PTRACE_SETOPTIONS, task->tid, 0,
			       trace_options(t));
		task->wants_options = false;
		task_continue(t, task, 0);
	} else if (t->is_releasing || task->is_leaving) {
		release_task(t, task, 0);	/* it stays stopped */
	} else {
		task->must_listen = true;
		ptrace(PTRACE_LISTEN, task->tid, 0, 0);
	}
}

/* It ends, and is stopped for the last time. */
static void ending(struct tracer *t, struct task *task)
{
	unsigned long status = 0;

	ptrace(PTRACE_GETEVENTMSG, task->tid, 0, &status);
	happen_end(t, task, status);
	task_continue(t, task, 0);
}

/* What PTRACE_O_TRACESYSGOOD makes of SIGTRAP. */
#define CALL_TRAP (SIGTRAP | 0x80)

static void dispatch(struct tracer *t, struct task *task, int status)
{
	int signal = WSTOPSIG(status);

	switch (status >> 16) {
	case PTRACE_EVENT_FORK: case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		born(t, task);
		return;
	case PTRACE_EVENT_EXEC:
		executed(t, task);
		return;
	case PTRACE_EVENT_EXIT:
		ending(t, task);
		return;
	case PTRACE_EVENT_STOP:
		stopped(t, task, signal);
		return;
	}
	if (signal == CALL_TRAP) {
		happen_call(t, task);
		task_continue(t, task, 0);
		return;
	}
	if (task->stepping && step_done(t, task, signal))
		return;
	if (signal == SIGTRAP && handle_trap(t, task))
		return;
	happen_signal(t, task, signal);
	task_continue(t, task, signal);
}

static void ended(struct tracer *t, pid_t tid, int status)
{
	struct task *task = task_find(t, tid);
	pid_t pid = task ? task->pid : tid;

	for (size_t i = 0; i < t->ends.len; i++)
		if (t->ends.items[i].pid == tid) {
			t->ends.items[i].status = status;
			t->ends.items[i].is_known = true;
		}
	if (!task)
		return;
	happen_end(t, task, (uint64_t)status);	/* killed at once */
	if (t->client.thread_ended)
		t->client.thread_ended(t->client.data, pid, tid);
	task_remove(t, task);
}

void event_handle(struct tracer *t, pid_t tid, int status)
{
	struct task *task;

	if (!WIFSTOPPED(status)) {
		ended(t, tid, status);
		return;
	}
	if (!task_find(t, tid))
		task_adopt(t, tid, NULL);
	task = task_find(t, tid);
	if (!task) {
		*vec_push(&t->early) = tid;
		return;
	}
	task->is_stopped = true;
	task->must_listen = false;
	t->current = task;
	dispatch(t, task, status);
	t->current = NULL;
}
