/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/unwind.h"

#include <stdlib.h>

#include "base/bug.h"

#ifdef HAVE_LIBDW

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <time.h>
#include <elfutils/libdwfl.h>

#include "arch/arch.h"

struct process {
	pid_t pid;
	uint64_t ended;		/* ns: when that was seen; 0: it has not */
	Dwfl *dwfl;
	/* of the walk */
	const struct unwind_copy *copy;
	uint64_t *addresses;
	size_t n, max;
};

/* More need too much memory: each has tables of its own. */
#define PROCESSES 64
#define ENDED_NS 500000000	/* its records have been read by then */

struct unwinder {
	struct process *processes[PROCESSES];
	size_t next;		/* whose place the next one takes */
};

bool unwinder_works(void)
{
	return true;
}

struct unwinder *unwinder_new(void)
{
	return xcalloc(1, sizeof(struct unwinder));
}

static void forget(struct process *p)
{
	if (!p)
		return;
	dwfl_end(p->dwfl);
	free(p);
}

void unwinder_free(struct unwinder *u)
{
	if (!u)
		return;
	for (size_t i = 0; i < PROCESSES; i++)
		forget(u->processes[i]);
	free(u);
}

/* ---- what libdw asks ------------------------------------------- */

/* It offers one thread at a time, the one whose copy there is. */
static pid_t next_thread(Dwfl *dwfl, void *data, void **thread)
{
	struct process *p = data;
	bool is_first = !*thread;

	(void)dwfl;
	*thread = p;
	return is_first ? p->copy->thread : 0;
}

static bool get_thread(Dwfl *dwfl, pid_t tid, void *data, void **thread)
{
	(void)dwfl;
	(void)tid;
	*thread = data;
	return true;
}

static bool read_memory(Dwfl *dwfl, Dwarf_Addr address, Dwarf_Word *out,
			void *data)
{
	const struct unwind_copy *copy = ((struct process *)data)->copy;
	uint64_t at = address - copy->start;

	(void)dwfl;
	if (at > copy->length || copy->length - at < sizeof(*out))
		return false;
	memcpy(out, copy->bytes + at, sizeof(*out));
	return true;
}

static Dwarf_Word reg(const struct unwind_copy *copy, uint16_t offset)
{
	Dwarf_Word value;

	memcpy(&value, (const char *)copy->regs + offset, sizeof(value));
	return value;
}

static bool set_registers(Dwfl_Thread *thread, void *data)
{
	const struct unwind_copy *copy = ((struct process *)data)->copy;
	const struct arch *arch = arch_native();
	Dwarf_Word regs[33];

	for (size_t i = 0; i < arch->ndwarf; i++)
		regs[i] = reg(copy, arch->dwarf_offset[i]);
	dwfl_thread_state_register_pc(thread, reg(copy, arch->pc_offset));
	return dwfl_thread_state_registers(thread, 0, (unsigned)arch->ndwarf,
					   regs);
}

static const Dwfl_Thread_Callbacks thread_callbacks = {
	.next_thread = next_thread,
	.get_thread = get_thread,
	.memory_read = read_memory,
	.set_initial_registers = set_registers,
};

/* .eh_frame is in the file itself: look for no other */
static int no_debug_file(Dwfl_Module *module, void **data, const char *name,
			 Dwarf_Addr base, const char *file, const char *link,
			 GElf_Word crc, char **found)
{
	(void)module;
	(void)data;
	(void)name;
	(void)base;
	(void)file;
	(void)link;
	(void)crc;
	(void)found;
	return -1;
}

static const Dwfl_Callbacks callbacks = {
	.find_elf = dwfl_linux_proc_find_elf,
	.find_debuginfo = no_debug_file,
};

/* ---- processes ------------------------------------------------- */

static bool attach(struct process *p)
{
	static const struct unwind_copy none = { .regs = NULL };

	p->copy = &none;
	p->dwfl = dwfl_begin(&callbacks);
	if (!p->dwfl)
		return false;
	if (!dwfl_linux_proc_report(p->dwfl, p->pid) &&
	    !dwfl_report_end(p->dwfl, NULL, NULL) &&
	    dwfl_attach_state(p->dwfl, NULL, p->pid, &thread_callbacks, p))
		return true;
	dwfl_end(p->dwfl);
	p->dwfl = NULL;
	return false;
}

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Tables and open files of a process are two megabytes. */
static void forget_ended(struct unwinder *u)
{
	uint64_t now = now_ns();

	for (size_t i = 0; i < PROCESSES; i++) {
		struct process *p = u->processes[i];

		if (!p || !kill(p->pid, 0) || errno != ESRCH)
			continue;
		if (!p->ended) {
			p->ended = now;
		} else if (now - p->ended > ENDED_NS) {
			forget(p);
			u->processes[i] = NULL;
		}
	}
}

/* A free one, else that of the one that was learnt longest ago. */
static void take_place(struct unwinder *u, struct process *p)
{
	size_t at = u->next;

	for (size_t i = 0; i < PROCESSES && u->processes[at]; i++)
		at = (at + 1) % PROCESSES;
	forget(u->processes[at]);
	u->processes[at] = p;
	u->next = (at + 1) % PROCESSES;
}

static struct process *find_process(struct unwinder *u, pid_t pid)
{
	struct process *p;

	for (size_t i = 0; i < PROCESSES; i++)
		if (u->processes[i] && u->processes[i]->pid == pid)
			return u->processes[i];
	forget_ended(u);
	p = xcalloc(1, sizeof(*p));
	p->pid = pid;
	if (attach(p)) {
		take_place(u, p);
		return p;
	}
	free(p);
	return NULL;
}

void unwinder_learn(struct unwinder *u, pid_t pid)
{
	find_process(u, pid);
}

/* It may have loaded more, or run another program, since it was learnt. */
static void learn_again(struct process *p)
{
	Dwfl *old = p->dwfl;

	if (attach(p))
		dwfl_end(old);
	else
		p->dwfl = old;
}

/* ---- walking --------------------------------------------------- */

static int on_frame(Dwfl_Frame *frame, void *data)
{
	struct process *p = data;
	bool is_activation;
	Dwarf_Addr pc;

	if (p->n == p->max || !dwfl_frame_pc(frame, &pc, &is_activation) || !pc)
		return DWARF_CB_ABORT;
	p->addresses[p->n++] = pc;
	return DWARF_CB_OK;
}

static bool knows(struct process *p, uint64_t address)
{
	return dwfl_addrmodule(p->dwfl, address);
}

size_t unwinder_walk(struct unwinder *u, pid_t pid,
		     const struct unwind_copy *copy, uint64_t *addresses,
		     size_t max)
{
	struct process *p = find_process(u, pid);
	uint64_t pc = reg(copy, arch_native()->pc_offset);

	if (!p)
		return 0;
	if (!knows(p, pc))
		learn_again(p);
	p->copy = copy;
	p->addresses = addresses;
	p->n = 0;
	p->max = max;
	dwfl_getthread_frames(p->dwfl, copy->thread, on_frame, p);
	if (p->n && p->n < max && !knows(p, addresses[p->n - 1])) {
		learn_again(p);
		p->copy = copy;
		p->n = 0;
		dwfl_getthread_frames(p->dwfl, copy->thread, on_frame, p);
	}
	return p->n;
}

#else

struct unwinder {
	int unused;
};

bool unwinder_works(void)
{
	return false;
}

struct unwinder *unwinder_new(void)
{
	return xcalloc(1, sizeof(struct unwinder));
}

void unwinder_free(struct unwinder *u)
{
	free(u);
}

void unwinder_learn(struct unwinder *u, pid_t pid)
{
	(void)u;
	(void)pid;
}

size_t unwinder_walk(struct unwinder *u, pid_t pid,
		     const struct unwind_copy *copy, uint64_t *addresses,
		     size_t max)
{
	(void)u;
	(void)pid;
	(void)copy;
	(void)addresses;
	(void)max;
	return 0;
}

#endif
