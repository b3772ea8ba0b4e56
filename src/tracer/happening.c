/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel does for a thread: system calls, children, programs, signals,
 * ends. ptrace tells of these with stops of their own, which are asked for only
 * when somebody wants to hear of them.
 */
#include <linux/sched.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "tracer/impl.h"

static bool wants(const struct tracer *t, enum tracer_event_kind kind)
{
	return t->client.event && t->client.events & 1u << kind;
}

bool wants_calls(const struct tracer *t)
{
	return wants(t, TRACER_CALL) || wants(t, TRACER_RETURN);
}

long trace_options(const struct tracer *t)
{
	return PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
	       PTRACE_O_TRACEEXEC |
	       (wants_calls(t) ? PTRACE_O_TRACESYSGOOD : 0) |
	       (wants(t, TRACER_EXIT) ? PTRACE_O_TRACEEXIT : 0);
}

/*
 * Not all registers have the number of the call in them, and not all that have
 * it keep it: what the entry told is put where the kernel's pt_regs have it.
 */
static void complete_regs(const struct tracer *t, const struct task *task,
			  struct registers *r)
{
	const struct arch *a = t->arch;

	if (a->syscall_nr_offset + a->syscall_nr_size > r->size)
		memcpy(r->bytes + a->syscall_nr_offset, &task->call,
		       a->syscall_nr_size);
}

void happen(struct tracer *t, struct task *task, enum tracer_event_kind kind,
	    uint64_t number, pid_t other)
{
	struct registers r = { .size = 0 };
	struct tracer_event ev = {
		.kind = kind, .number = number, .other = other,
		.hit = { .pid = task->pid, .tid = task->tid },
	};

	if (!wants(t, kind) || t->is_releasing)
		return;
	if (!task_get_regs(task->tid, &r)) {
		complete_regs(t, task, &r);
		ev.hit.regs = r.bytes;
		ev.hit.regs_size = t->arch->pt_regs_size;
	}
	t->client.event(t->client.data, &ev);
}

/* ---- system calls ---------------------------------------------- */

void happen_call(struct tracer *t, struct task *task)
{
	struct __ptrace_syscall_info info = { .op = PTRACE_SYSCALL_INFO_NONE };

	ptrace(PTRACE_GET_SYSCALL_INFO, task->tid, sizeof(info), &info);
	if (info.op == PTRACE_SYSCALL_INFO_ENTRY) {
		task->call = info.entry.nr;
		happen(t, task, TRACER_CALL, info.entry.nr, 0);
	} else if (info.op == PTRACE_SYSCALL_INFO_EXIT) {
		happen(t, task, TRACER_RETURN, (uint64_t)info.exit.rval, 0);
	}
}

/* ---- ends ------------------------------------------------------ */

struct others {
	const struct task *but;
	bool any;
};

static void look_for_other(struct tracer *t, struct task *task, void *data)
{
	struct others *o = data;

	(void)t;
	o->any |= task != o->but && task->pid == o->but->pid &&
		  !task->is_ending;
}

void happen_end(struct tracer *t, struct task *task, uint64_t status)
{
	struct others others = { .but = task };

	if (!wants(t, TRACER_EXIT) || task->is_ending)
		return;
	task->is_ending = true;
	task_each(t, look_for_other, &others);
	happen(t, task, TRACER_EXIT, status, others.any ? task->tid : 0);
}

/* ---- signals --------------------------------------------------- */

/* Nobody would see those that are ignored if nobody traced. */
void happen_signal(struct tracer *t, struct task *task, int signal)
{
	struct kin kin;

	if (wants(t, TRACER_SIGNAL) && kin_read(task->tid, &kin) &&
	    !(kin.ignored & UINT64_C(1) << (signal - 1)))
		happen(t, task, TRACER_SIGNAL, (uint64_t)signal, 0);
}

/* ---- those that are held already ------------------------------- */

/* It is stopped for a moment: options and calls need one that is. */
void happen_ask(struct tracer *t, struct task *task)
{
	(void)t;
	task->wants_options = true;
	ptrace(PTRACE_INTERRUPT, task->tid, 0, 0);
}

static void ask(struct tracer *t, struct task *task, void *data)
{
	size_t *held = data;

	++*held;
	if (task->is_stopped)
		ptrace(PTRACE_SETOPTIONS, task->tid, 0, trace_options(t));
	else if (!task->is_new)
		happen_ask(t, task);
}

static int ask_all(struct tracer *t, void *data, struct err *e)
{
	size_t held = 0;

	(void)e;
	(void)data;
	task_each(t, ask, &held);
	return held > 0;
}

bool tracer_ask_for_events(struct tracer *t)
{
	return tracer_call(t, ask_all, NULL, NULL) == 1;
}
