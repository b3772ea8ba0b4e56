/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * uregs[]: the registers with which the thread left user space. probes/lib has
 * names for the numbers.
 */
#include "cg/impl.h"

/* Numbers that mean the same on every processor. */
enum { UREG_PC = 100, UREG_SP, UREG_FP, UREG_RESULT };

/* Its offset in pt_regs, or -1. */
static int offset_of(int64_t number)
{
	const struct arch *arch = arch_native();

	switch (number) {
	case UREG_PC: return arch->pc_offset;
	case UREG_SP: return arch->sp_offset;
	case UREG_FP: return arch->fp_offset;
	case UREG_RESULT: return arch->ret_offset;
	}
	if (number < 0 || (size_t)number >= arch->nuregs)
		return -1;
	return arch->ureg_offset[number];
}

/* r0 = the register */
static void load(struct cg *c, int offset, struct loc loc)
{
	struct ebpf_asm *a = &c->a;

	if (c->unit->kind == PROG_USER) {
		ebpf_load(a, 8, R0, R_CTX, offset);
		return;
	}
	ebpf_call(a, BPF_FUNC_get_current_task_btf);
	ebpf_mov(a, R1, R0);
	ebpf_call(a, BPF_FUNC_task_pt_regs);
	ebpf_mov(a, R3, R0);
	ebpf_alu_imm(a, BPF_ADD, R3, offset);
	cg_read_word(c, loc);
}

/* The number in r0 is known when it fires: go through them all. */
static void choose(struct cg *c, struct loc loc)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	for (int n = 0; n <= UREG_RESULT; n++) {
		int next = ebpf_label(a);

		if (offset_of(n) < 0)
			continue;
		ebpf_jump_if_imm(a, BPF_JNE, R0, n, next);
		load(c, offset_of(n), loc);
		ebpf_jump(a, done);
		ebpf_here(a, next);
	}
	cg_fault(c, FAULT_ILLOP);
	ebpf_here(a, done);
}

void cg_uregs(struct cg *c, const struct node *n)
{
	const struct node *index = n->left;
	int offset;

	if (index->kind != NODE_INT) {
		cg_expr(c, index);
		choose(c, n->loc);
		return;
	}
	offset = offset_of((int64_t)index->value);
	if (offset < 0)
		diag_add(c->diags, "D_REGS_NONE", n->loc, "%s has no register "
			 "%lld: the library regs.d names those that there are",
			 arch_native()->name, (long long)index->value);
	else
		load(c, offset, n->loc);
}
