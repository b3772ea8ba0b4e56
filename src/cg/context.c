/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments of probes that do not fire at a place in user space. */
#include "cg/impl.h"

#include "arch/arch.h"
#include "base/bug.h"

/* What an argument is that the probe does not have. */
static void no_arg(struct cg *c)
{
	ebpf_mov_imm(&c->a, R0, 0);
}

/*
 * arg0 is the program counter if it was in the kernel, arg1 if it was in user
 * space; the kernel has the upper half of all addresses.
 */
static void profile_arg(struct cg *c, unsigned n)
{
	struct ebpf_asm *a = &c->a;
	int there = ebpf_label(a);

	ebpf_load(a, 8, R0, R_CTX, arch_native()->pc_offset);
	ebpf_jump_if_imm(a, n ? BPF_JSGE : BPF_JSLT, R0, 0, there);
	no_arg(c);
	ebpf_here(a, there);
}

static void run_arg(struct cg *c, unsigned n)
{
	if (n < sizeof(struct run_args) / 8)
		ebpf_load(&c->a, 8, R0, R_CTX, (int)n * 8);
	else
		no_arg(c);
}

void cg_context_arg(struct cg *c, unsigned n)
{
	if (c->unit == c->error_unit) {
		cg_error_arg(c, n);
		return;
	}
	switch (c->unit->kind) {
	case PROG_RUN:
		run_arg(c, n);
		return;
	case PROG_PROFILE:
		if (n < 2)
			profile_arg(c, n);
		else
			no_arg(c);
		return;
	case PROG_SYSCALL_ENTRY: case PROG_SYSCALL_RETURN:
		cg_syscall_arg(c, n);
		return;
	case PROG_TRACEPOINT:
		cg_trace_arg(c, n);
		return;
	case PROG_USER:
		BUG("the sites of the program know where arguments are");
	}
}
