/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs at all system calls: one for entries, one for returns. A table in
 * constant memory has an element for each number: which site that is and which
 * unit's clauses run there. A call that nobody asked for costs this look-up
 * alone.
 *
 * Registers are read with the helper, as the context has only their address.
 */
#include "cg/impl.h"

#include <stddef.h>

#include "arch/arch.h"

/* An element of the table; site 0: nothing to do. */
struct table_entry {
	uint32_t site;		/* + 1 */
	uint32_t unit;		/* index into c->units */
};

/* The greatest errno; results from -ERRNO_MAX to -1 are errors. */
#define ERRNO_MAX 4095

static bool is_return(const struct cg *c)
{
	return c->unit->kind == PROG_SYSCALL_RETURN;
}

/* r0 = size bytes of the pt_regs at that offset; SLOT_ADDRESS is used. */
static void read_regs(struct cg *c, int size, int offset)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, SLOT_ADDRESS);
	ebpf_mov_imm(a, R2, size);
	ebpf_load(a, 8, R3, R_CTX, 0);
	ebpf_alu_imm(a, BPF_ADD, R3, offset);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, size, R0, R_STACK, SLOT_ADDRESS);
}

/* Numbers of 32-bit programs mean other calls. */
static void skip_compat(struct cg *c, int out)
{
	const struct arch *arch = arch_native();

	read_regs(c, 4, arch->compat_offset);
	ebpf_alu_imm(&c->a, BPF_AND, R0, (int32_t)arch->compat_mask);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R0, (int32_t)arch->compat_value, out);
}

void cg_find_syscall(struct cg *c, int out)
{
	const struct arch *arch = arch_native();
	struct ebpf_asm *a = &c->a;
	uint32_t table = is_return(c) ? SYSCALLS_MAX : 0;

	if (is_return(c))
		read_regs(c, arch->syscall_nr_size, arch->syscall_nr_offset);
	else
		ebpf_load(a, 8, R0, R_CTX, 8);
	ebpf_jump_if_imm(a, BPF_JGT, R0, SYSCALLS_MAX - 1, out);
	ebpf_alu_imm(a, BPF_LSH, R0, 3);
	ebpf_map_value(a, R1, cg_map(c, MAP_SYSCALLS),
		       table * sizeof(struct table_entry));
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_load(a, 4, R_RECORD, R1, offsetof(struct table_entry, unit));
	ebpf_load(a, 4, R0, R1, offsetof(struct table_entry, site));
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, out);
	ebpf_alu_imm(a, BPF_SUB, R0, 1);
	ebpf_store(a, 8, R_STACK, SLOT_SITE, R0);
	skip_compat(c, out);
}

void cg_fill_syscalls(struct cg *c)
{
	int map = cg_map(c, MAP_SYSCALLS);
	struct image_map *m = &c->image->maps.items[map];
	struct table_entry *table;

	/* the other program may have filled its half */
	if (!m->initial)
		m->initial = arena_alloc(&c->image->arena, m->value_size);
	table = (struct table_entry *)m->initial;
	if (is_return(c))
		table += SYSCALLS_MAX;
	for (size_t u = 0; u < c->nunits; u++)
		for (size_t i = 0; i < c->units[u]->sites.len; i++) {
			uint32_t site = c->units[u]->sites.items[i];
			uint16_t nr = c->image->sites.items[site].syscall;

			table[nr] = (struct table_entry){ site + 1,
							  (uint32_t)u };
		}
}

/* What the call gives: the same in arg0 and arg1, -1 when it failed. */
static void result(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_load(a, 8, R0, R_CTX, 8);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
	ebpf_jump_if_imm(a, BPF_JSLT, R0, -ERRNO_MAX, done);
	ebpf_mov_imm(a, R0, -1);
	ebpf_here(a, done);
}

void cg_call_arg(struct cg *c, unsigned n)
{
	read_regs(c, 8, arch_native()->syscall_arg_offset[n]);
}

void cg_syscall_nr(struct cg *c, int out)
{
	const struct arch *arch = arch_native();

	skip_compat(c, out);
	read_regs(c, arch->syscall_nr_size, arch->syscall_nr_offset);
}

void cg_syscall_arg(struct cg *c, unsigned n)
{
	if (is_return(c) && n < 2)
		result(c);
	else if (!is_return(c) && n < 6)
		cg_call_arg(c, n);
	else
		ebpf_mov_imm(&c->a, R0, 0);
}

void cg_errno(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a), done = ebpf_label(a);

	if (!is_return(c)) {
		cg_last_error(c);
		return;
	}
	ebpf_load(a, 8, R0, R_CTX, 8);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, none);
	ebpf_jump_if_imm(a, BPF_JSLT, R0, -ERRNO_MAX, none);
	ebpf_neg(a, R0);
	ebpf_jump(a, done);
	ebpf_here(a, none);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, done);
}
