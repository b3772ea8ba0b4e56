/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Libraries that come later. The dynamic loader calls an empty function of its
 * own, for debuggers, whenever it changed what is mapped: a breakpoint there
 * tells us, before the library's own code runs.
 */
#include <elf.h>

#include "base/buf.h"
#include "elf/elffile.h"
#include "proc/maps.h"
#include "tracer/impl.h"

/* Of the file that was asked last: processes share it. */
static struct {
	dev_t dev;
	ino_t ino;
	uint64_t vaddr;
} known;

static uint64_t function_in(struct maps *m, const struct mapping *one)
{
	const struct elf_symbol *symbol = NULL;
	struct err ignored = ERR_INIT;
	struct buf link = BUF_INIT;
	struct elf_file *f;
	int fd;

	if (known.ino == one->ino && known.dev == one->dev)
		return known.vaddr;
	fd = maps_open_file(m, one, &link, &ignored);
	if (fd >= 0 && !elf_file_open_fd(fd, buf_str(&link), &f, &ignored)) {
		symbol = elf_symbol_find(f, "_dl_debug_state");
		known.dev = one->dev;
		known.ino = one->ino;
		known.vaddr = symbol ? symbol->vaddr : 0;
		elf_file_free(f);
	}
	buf_release(&link);
	return symbol ? known.vaddr : 0;
}

/* The loader's code is the first that is mapped from its base on. */
static uint64_t find_function(pid_t pid, uint64_t base)
{
	struct err ignored = ERR_INIT;
	struct mapping one;
	uint64_t vaddr = 0;
	struct maps m;

	if (maps_open(&m, pid, 0, &ignored))
		return 0;
	while (maps_next(&m, &one, &ignored) > 0) {
		if (one.start < base)
			continue;
		vaddr = function_in(&m, &one);
		break;
	}
	maps_close(&m);
	return vaddr ? base + vaddr : 0;
}

void tracer_watch_loader(struct tracer *t, pid_t pid)
{
	struct task *task = task_of(t, pid);

	if (task)
		loader_watch(t, task);
}

void loader_watch(struct tracer *t, struct task *task)
{
	struct point p = { .is_loader = true };
	struct space *s = task->space;
	uint64_t base, address;

	if (!t->client.follows || s->knows_loader)
		return;
	s->knows_loader = true;
	/* where the kernel put the loader; 0: the program needs none */
	base = proc_auxv(task->pid, AT_BASE);
	address = base ? find_function(task->pid, base) : 0;
	if (!address || tracer_read(task->tid, address, p.bytes,
				    sizeof(p.bytes)) != sizeof(p.bytes))
		return;
	p.address = address;
	p.len = (uint8_t)t->arch->insn_len(p.bytes, sizeof(p.bytes));
	if (p.len >= t->arch->trap_len)
		space_break(t, s, task->pid, &p);
}
