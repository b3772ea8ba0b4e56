/* SPDX-License-Identifier: BSD-2-Clause */
/* Programs at the kernel's raw tracepoints: conditions and arguments. */
#include "cg/impl.h"

#include <signal.h>

#include "base/bug.h"

static const struct image_trace *trace_of(struct cg *c)
{
	return cg_site(c, 0)->trace;
}

/* r0 = is this the first thread of its process? */
static void is_leader(struct ebpf_asm *a)
{
	int no = ebpf_label(a), done = ebpf_label(a);

	ebpf_call(a, BPF_FUNC_get_current_pid_tgid);
	ebpf_mov(a, R1, R0);
	ebpf_alu_imm(a, BPF_RSH, R1, 32);
	ebpf_extend(a, R0, 4, false);
	ebpf_jump_if(a, BPF_JNE, R0, R1, no);
	ebpf_mov_imm(a, R0, 1);
	ebpf_jump(a, done);
	ebpf_here(a, no);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, done);
}

/* r0 = the bits of the task's byte */
static void task_bits(struct cg *c, uint32_t field)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_temp(c, 8, c->clause->loc);

	ebpf_call(a, BPF_FUNC_get_current_task);
	ebpf_store_imm(a, 8, R_STACK, temp, 0);
	ebpf_mov(a, R3, R0);
	ebpf_alu_imm(a, BPF_ADD, R3, (int32_t)(field / 256));
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, temp);
	ebpf_mov_imm(a, R2, 1);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, 1, R0, R_STACK, temp);
	ebpf_alu_imm(a, BPF_AND, R0, (int32_t)(field % 256));
	cg_temp_release(c, mark);
}

static void load_subject(struct cg *c, const struct trace_cond *cond, int out)
{
	switch (cond->what) {
	case TRACE_ARG:
		ebpf_load(&c->a, 8, R0, R_CTX, 8 * cond->arg);
		return;
	case TRACE_SYSCALL:
		cg_syscall_nr(c, out);
		return;
	case TRACE_LEADER:
		is_leader(&c->a);
		return;
	case TRACE_IOWAIT:
		task_bits(c, trace_of(c)->field);
		return;
	case TRACE_ALWAYS:
		break;
	}
	BUG("trace condition %d", (int)cond->what);
}

static void leave_unless(struct cg *c, const struct trace_cond *cond, int out)
{
	struct ebpf_asm *a = &c->a;

	load_subject(c, cond, out);
	switch (cond->op) {
	case TRACE_EQ:
		ebpf_jump_if_imm(a, BPF_JNE, R0, cond->value, out);
		return;
	case TRACE_NE:
		ebpf_jump_if_imm(a, BPF_JEQ, R0, cond->value, out);
		return;
	case TRACE_LESS:
		ebpf_jump_if_imm(a, BPF_JSGE, R0, cond->value, out);
		return;
	case TRACE_SET:
		ebpf_alu_imm(a, BPF_AND, R0, cond->value);
		ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, out);
		return;
	case TRACE_CLEAR:
		ebpf_alu_imm(a, BPF_AND, R0, cond->value);
		ebpf_jump_if_imm(a, BPF_JNE, R0, 0, out);
		return;
	}
	BUG("trace operator %d", (int)cond->op);
}

void cg_check_trace(struct cg *c, int out)
{
	const struct image_trace *t = trace_of(c);

	for (int i = 0; i < TRACE_CONDS_MAX && t->conds[i].what; i++)
		leave_unless(c, &t->conds[i], out);
}

/* r0 = CLD_EXITED, CLD_KILLED or CLD_DUMPED of a status for wait(2) */
static void exit_kind(struct cg *c, uint32_t field)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_temp(c, 8, c->clause->loc);
	int done = ebpf_label(a);

	ebpf_store_imm(a, 8, R_STACK, temp, 0);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, temp);
	ebpf_mov_imm(a, R2, 4);
	ebpf_load(a, 8, R3, R_CTX, 0);
	ebpf_alu_imm(a, BPF_ADD, R3, (int32_t)field);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, 8, R1, R_STACK, temp);
	ebpf_mov_imm(a, R0, CLD_EXITED);
	ebpf_mov(a, R2, R1);
	ebpf_alu_imm(a, BPF_AND, R2, 0x7f);
	ebpf_jump_if_imm(a, BPF_JEQ, R2, 0, done);
	ebpf_mov_imm(a, R0, CLD_KILLED);
	ebpf_alu_imm(a, BPF_AND, R1, 0x80);
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, done);
	ebpf_mov_imm(a, R0, CLD_DUMPED);
	ebpf_here(a, done);
	cg_temp_release(c, mark);
}

void cg_trace_arg(struct cg *c, unsigned n)
{
	const struct image_trace *t = trace_of(c);
	unsigned word = n < t->nwords ? t->words[n] : TRACE_WORD_NONE;

	if (word == TRACE_WORD_NONE) {
		ebpf_mov_imm(&c->a, R0, 0);
	} else if (word == TRACE_WORD_ERRNO) {
		ebpf_load(&c->a, 8, R0, R_CTX, 8);
		ebpf_neg(&c->a, R0);
	} else if (word == TRACE_WORD_EXIT) {
		exit_kind(c, t->field);
	} else if (word >= TRACE_WORD_CALL_ARG) {
		cg_call_arg(c, word - TRACE_WORD_CALL_ARG);
	} else {
		ebpf_load(&c->a, 8, R0, R_CTX, 8 * (int)word);
	}
}
