/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Going on behind a breakpoint. A nop is left out, the usual instructions of
 * functions' entries and ends are done by us; any other is put back, the thread
 * makes one step, and the breakpoint is set again. In those microseconds
 * another thread may come through without being seen.
 */
#include <elf.h>
#include <errno.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/uio.h>

#include "base/bug.h"
#include "tracer/impl.h"

int task_get_regs(pid_t tid, struct registers *r)
{
	struct iovec io = { r->bytes, sizeof(r->bytes) };

	if (ptrace(PTRACE_GETREGSET, tid, NT_PRSTATUS, &io))
		return -errno;
	r->size = io.iov_len;
	return 0;
}

int task_set_regs(pid_t tid, struct registers *r)
{
	struct iovec io = { r->bytes, r->size };

	return ptrace(PTRACE_SETREGSET, tid, NT_PRSTATUS, &io) ? -errno : 0;
}

uint64_t regs_pc(const struct tracer *t, const struct registers *r)
{
	return r->words[t->arch->pc_offset / 8];
}

void regs_set_pc(const struct tracer *t, struct registers *r, uint64_t pc)
{
	r->words[t->arch->pc_offset / 8] = pc;
}

/* ---- instructions that we do ----------------------------------- */

static bool read_stack(void *data, uint64_t address, void *to, size_t n)
{
	return tracer_read(((struct task *)data)->tid, address, to, n) == n;
}

static bool write_stack(void *data, uint64_t address, const void *from,
			size_t n)
{
	struct task *task = data;
	struct iovec local = { (void *)(uintptr_t)from, n };
	struct iovec remote = { (void *)(uintptr_t)address, n };

	return process_vm_writev(task->tid, &local, 1, &remote, 1, 0) ==
	       (ssize_t)n;
}

static bool emulate(struct tracer *t, struct task *task,
		    const struct point *p, struct registers *r)
{
	const struct arch_memory memory = { task, read_stack, write_stack };

	return t->arch->emulate(p->bytes, p->len, r->bytes, &memory);
}

/* ---- one step -------------------------------------------------- */

static void start_step(struct tracer *t, struct task *task, struct point *p,
		       struct registers *r)
{
	task_set_regs(task->tid, r);
	space_begin(task->space, task->tid);
	point_write(task->space, p, t->arch, false);
	space_end(task->space);
	p->is_stepped = true;
	task->stepping = p->address;
	task->is_stopped = false;
	ptrace(PTRACE_SINGLESTEP, task->tid, 0, 0);
}

bool step_over(struct tracer *t, struct task *task, struct point *p,
	       struct registers *r)
{
	uint64_t pc = regs_pc(t, r);

	if (p->nop_len) {
		regs_set_pc(t, r, p->address + p->nop_len);
	} else {
		regs_set_pc(t, r, p->address);
		if (!emulate(t, task, p, r)) {
			start_step(t, task, p, r);
			return false;
		}
	}
	/* behind a nop of one byte x86 stands already */
	if (!p->nop_len || regs_pc(t, r) != pc)
		task_set_regs(task->tid, r);
	return true;
}

static void end_step(struct tracer *t, struct task *task)
{
	struct point *p = space_at(task->space, task->stepping);

	task->stepping = 0;
	if (!p)
		return;
	p->is_stepped = false;
	space_begin(task->space, task->tid);
	point_write(task->space, p, t->arch, !t->is_releasing);
	space_end(task->space);
}

/*
 * A signal that comes before the step is kept until it is done: its handler
 * would run without the breakpoint.
 */
bool step_done(struct tracer *t, struct task *task, int signal)
{
	siginfo_t info = { 0 };
	int held = task->held_signal;

	ptrace(PTRACE_GETSIGINFO, task->tid, 0, &info);
	if (signal != SIGTRAP || info.si_code != TRAP_TRACE) {
		if (signal == SIGTRAP || held || signal == SIGSEGV ||
		    signal == SIGILL || signal == SIGBUS || signal == SIGFPE) {
			end_step(t, task);	/* its own doing */
			return false;
		}
		task->held_signal = signal;
		task->held_info = info;
		task->is_stopped = false;
		ptrace(PTRACE_SINGLESTEP, task->tid, 0, 0);
		return true;
	}
	end_step(t, task);
	task->held_signal = 0;
	if (held)
		ptrace(PTRACE_SETSIGINFO, task->tid, 0, &task->held_info);
	task_continue(t, task, held);
	return true;
}
