/* SPDX-License-Identifier: BSD-2-Clause */
/* Arguments of probes that do not fire at a place in user space. */
#include "cg/impl.h"

#include <stddef.h>

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

	if (!n && c->options->no_kernel) {
		no_arg(c);
		return;
	}
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

#define RECORDED(member) ((int)offsetof(struct recorded_args, member))

/* Jump unless bit n of a word of the context is set. */
static void unless_bit(struct cg *c, int off, unsigned n, int label)
{
	ebpf_load(&c->a, 8, R1, R_CTX, off);
	ebpf_mov_imm(&c->a, R2, INT64_C(1) << n);
	ebpf_alu(&c->a, BPF_AND, R1, R2);
	ebpf_jump_if_imm(&c->a, BPF_JEQ, R1, 0, label);
}

/* What could not be read when it was recorded is the same fault now. */
static void recorded_arg(struct cg *c, unsigned n)
{
	struct ebpf_asm *a = &c->a;
	int readable = ebpf_label(a), there = ebpf_label(a);

	if (n >= sizeof(((struct recorded_args *)NULL)->args) / 8) {
		no_arg(c);
		return;
	}
	unless_bit(c, RECORDED(bad_args), n, readable);
	cg_fault(c, FAULT_BADARG);
	ebpf_here(a, readable);
	ebpf_load(a, 8, R0, R_CTX, RECORDED(args) + 8 * (int)n);
	unless_bit(c, RECORDED(bad_addresses), n, there);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R0);
	cg_fault(c, FAULT_BADADDR);
	ebpf_here(a, there);
}

/* There the error is known. */
static bool at_calls_returns(struct cg *c)
{
	for (size_t i = 0; i < c->unit->sites.len; i++)
		if (!cg_site(c, i)->is_return)
			return false;
	return true;
}

/* What shows the kernel's memory, to somebody who may not see it. */
static bool refused(struct cg *c, struct loc loc, enum builtin_id id)
{
	if (!c->options->no_kernel || id == BI_PPID || id == BI_ERRNO ||
	    id == BI_VTIMESTAMP || id == BI_UREGS || id == BI_EXECARGS ||
	    id == BI_PROGENYOF)
		return false;
	diag_add(c->diags, "D_PRIVILEGE", loc, "%s shows the kernel: that "
		 "needs the right 'kernel', see dtrace.conf(5)",
		 builtin_get(id)->name);
	return true;
}

bool cg_recorded(struct cg *c, struct loc loc, enum builtin_id id)
{
	const struct cg_recording *r = c->in->recording;
	bool is_firing = c->unit->kind == PROG_RECORDED;

	if (!r)
		return refused(c, loc, id);
	if (id == BI_PPID && !is_firing)
		ebpf_mov_imm(&c->a, R0, r->ppid);
	else if (id == BI_PPID)
		ebpf_load(&c->a, 8, R0, R_CTX, RECORDED(ppid));
	else if ((id == BI_ERRNO || id == BI_VTIMESTAMP) && !is_firing)
		ebpf_mov_imm(&c->a, R0, 0);
	else if (id == BI_ERRNO && (r->has_errno || at_calls_returns(c)))
		ebpf_load(&c->a, 8, R0, R_CTX, RECORDED(error));
	else if (id == BI_VTIMESTAMP && r->has_vtime)
		ebpf_load(&c->a, 8, R0, R_CTX, RECORDED(vtime));
	else
		diag_add(c->diags, "D_NOT_RECORDED", loc,
			 id == BI_ERRNO || id == BI_VTIMESTAMP
			 ? "%s was not recorded: name it in the program that "
			 "runs with -x record" : "%s is not in a recording",
			 builtin_get(id)->name);
	return true;
}

/* As C passes them: in registers, then on the kernel's stack. */
static void entry_arg(struct cg *c, unsigned n)
{
	const struct arch *arch = arch_native();
	struct ebpf_asm *a = &c->a;

	if (n < arch->nargregs) {
		ebpf_load(a, 8, R0, R_CTX, arch->arg_offset[n]);
		return;
	}
	ebpf_load(a, 8, R3, R_CTX, arch->sp_offset);
	ebpf_alu_imm(a, BPF_ADD, R3, arch->stack_arg_offset +
		     8 * (int32_t)(n - arch->nargregs));
	cg_read_word(c, c->clause->loc);
}

/* arg1 is what it gives; where in it that was, arg0, is not known. */
static void return_arg(struct cg *c, unsigned n)
{
	if (n == 1)
		ebpf_load(&c->a, 8, R0, R_CTX, arch_native()->ret_offset);
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
	case PROG_FUNCTION_ENTRY:
		entry_arg(c, n);
		return;
	case PROG_FUNCTION_RETURN:
		return_arg(c, n);
		return;
	case PROG_RECORDED:
		recorded_arg(c, n);
		return;
	case PROG_USER:
		BUG("the sites of the program know where arguments are");
	}
}
