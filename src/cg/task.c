/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel keeps of the running task. Where, the type information of
 * the running kernel says: cg_input.member().
 */
#include "cg/str.h"

int32_t cg_member(struct cg *c, struct loc loc, const char *type,
		  const char *member)
{
	int64_t offset = -1;

	if (c->in->member)
		offset = c->in->member(c->in->member_data, type, member);
	if (offset >= 0 && offset <= INT16_MAX)
		return (int32_t)offset;
	diag_add(c->diags, "D_KERNEL_TYPES", loc, "this kernel does not tell "
		 "where struct %s has '%s': it needs type information (BTF)",
		 type, member);
	return 0;
}

void cg_follow(struct cg *c, struct loc loc, const char *type,
	       const char *member, int size)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_temp(c, 8, loc);

	ebpf_mov(a, R3, R0);
	ebpf_alu_imm(a, BPF_ADD, R3, cg_member(c, loc, type, member));
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, temp);
	ebpf_mov_imm(a, R2, size);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, size, R0, R_STACK, temp);
	cg_temp_release(c, mark);
}

void cg_ppid(struct cg *c, struct loc loc)
{
	ebpf_call(&c->a, BPF_FUNC_get_current_task);
	cg_follow(c, loc, "task_struct", "real_parent", 8);
	if (c->options->pid_namespace)
		cg_who_is(c, R0, true);
	else
		cg_follow(c, loc, "task_struct", "tgid", 4);
}

/* The task is what the program says: its address may be nonsense, a fault. */
void cg_task_number(struct cg *c, const struct node *n)
{
	bool process = n->builtin->id == BI_TASK_PID;
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, task = cg_to_temp(c, n->args);
	int temp = cg_temp(c, 8, n->loc);

	ebpf_load(a, 8, R3, R_STACK, task);
	ebpf_alu_imm(a, BPF_ADD, R3, cg_member(c, n->loc, "task_struct",
					       process ? "tgid" : "pid"));
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	cg_address_of(c, R1, (struct place){ R_STACK, temp });
	ebpf_mov_imm(a, R2, 4);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	cg_fault_if_negative(c);
	ebpf_load(a, 8, R1, R_STACK, task);
	ebpf_load(a, 4, R0, R_STACK, temp);
	if (c->options->pid_namespace)
		cg_who_is(c, R1, process);
	cg_temp_release(c, mark);
}

/* ---- progenyof() ----------------------------------------------- */

#define GENERATIONS 64

void cg_progenyof(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;

	/* for the subroutine; a diagnostic has its place here */
	c->parent_offset = cg_member(c, n->loc, "task_struct", "real_parent");
	c->tgid_offset = cg_member(c, n->loc, "task_struct", "tgid");
	cg_expr(c, n->args);
	ebpf_mov(a, R1, R0);
	ebpf_extend(a, R1, 4, false);
	cg_call_sub(c, SUB_PROGENY);
}

/* -8(r10) = size bytes at r8 + offset */
static void read_task(struct ebpf_asm *a, int32_t offset, int size)
{
	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, -8);
	ebpf_mov_imm(a, R2, size);
	ebpf_mov(a, R3, 8);
	ebpf_alu_imm(a, BPF_ADD, R3, offset);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
}

/* progeny(r1 = process): r0 = is it this one, or one of its ancestors? */
void cg_emit_progeny_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), up = ebpf_label(a);

	cg_sub_takes(c, 1, (uint32_t[]){ 0 });
	ebpf_mov(a, 6, R1);
	ebpf_mov_imm(a, 7, 0);
	ebpf_call(a, BPF_FUNC_get_current_task);
	ebpf_mov(a, 8, R0);
	ebpf_here(a, loop);
	if (c->options->pid_namespace) {
		cg_who_is(c, 8, true);
	} else {
		read_task(a, c->tgid_offset, 4);
		ebpf_load(a, 4, R0, R_STACK, -8);
	}
	ebpf_jump_if(a, BPF_JNE, R0, 6, up);
	ebpf_mov_imm(a, R0, 1);
	ebpf_exit(a);
	ebpf_here(a, up);
	read_task(a, c->parent_offset, 8);
	ebpf_load(a, 8, 8, R_STACK, -8);
	ebpf_alu_imm(a, BPF_ADD, 7, 1);
	ebpf_jump_if_imm(a, BPF_JLT, 7, GENERATIONS, loop);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

/* ---- execargs -------------------------------------------------- */

/*
 * The process keeps its arguments one behind another. What is between them
 * becomes a space, eight bytes at a time: a byte that is 0 gets 0x20.
 */
static void spaces(struct cg *c, struct place text)
{
	struct ebpf_asm *a = &c->a;
	const int64_t low = 0x7f7f7f7f7f7f7f7f;

	ebpf_mov_imm(a, R3, low);
	for (uint32_t at = 0; at < c->options->strsize; at += 8) {
		ebpf_load(a, 8, R0, text.reg, text.off + (int)at);
		ebpf_mov(a, R1, R0);
		ebpf_alu(a, BPF_AND, R1, R3);
		ebpf_alu(a, BPF_ADD, R1, R3);
		ebpf_alu(a, BPF_OR, R1, R0);
		ebpf_alu(a, BPF_OR, R1, R3);
		ebpf_alu_imm(a, BPF_XOR, R1, -1);
		ebpf_alu_imm(a, BPF_RSH, R1, 2);
		ebpf_alu(a, BPF_OR, R0, R1);
		ebpf_store(a, 8, text.reg, text.off + (int)at, R0);
	}
}

void cg_execargs(struct cg *c, const struct node *n, struct place p,
		 uint32_t size)
{
	struct place text = cg_scratch(c, c->options->strsize);
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, mm = cg_temp(c, 8, n->loc);
	int start = cg_temp(c, 8, n->loc), length = cg_temp(c, 8, n->loc);
	int none = ebpf_label(a);

	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	ebpf_call(a, BPF_FUNC_get_current_task);
	cg_follow(c, n->loc, "task_struct", "mm", 8);
	ebpf_store(a, 8, R_STACK, mm, R0);
	cg_follow(c, n->loc, "mm_struct", "arg_start", 8);
	ebpf_store(a, 8, R_STACK, start, R0);
	ebpf_load(a, 8, R0, R_STACK, mm);
	cg_follow(c, n->loc, "mm_struct", "arg_end", 8);
	ebpf_load(a, 8, R1, R_STACK, start);
	ebpf_mov(a, R2, R0);
	ebpf_alu(a, BPF_SUB, R2, R1);
	ebpf_jump_if_imm(a, BPF_JSLE, R2, 0, none);
	ebpf_alu_imm(a, BPF_SUB, R2, 1);	/* the last NUL */
	cg_at_most(c, R2, c->options->strsize - 1);
	ebpf_store(a, 8, R_STACK, length, R2);
	ebpf_mov(a, R3, R1);
	cg_address_of(c, R1, text);
	cg_call_sub(c, SUB_USER_READ);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, none);
	spaces(c, text);
	ebpf_load(a, 8, R1, R_STACK, length);
	cg_at_most(c, R1, c->options->strsize - 1);
	cg_address_of(c, R2, text);
	ebpf_alu(a, BPF_ADD, R2, R1);
	ebpf_store_imm(a, 1, R2, 0, 0);
	cg_address_of(c, R3, text);
	cg_copy_string(c, p, size);
	ebpf_here(a, none);
	cg_temp_release(c, mark);
}
