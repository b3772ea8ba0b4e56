/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * strtok(). What is left of the string is kept from call to call in scratch
 * memory, so each thread has its own; a firing begins with nothing left.
 */
#include "cg/str.h"

/* What is kept. */
enum token_state {
	TOKEN_POSITION = 0,	/* where to go on */
	TOKEN_TEXT = 8,
};

/* Scratch memory of one call, as offsets. */
enum token_area {
	AREA_START = 0,		/* of the token, or -1 */
	AREA_END = 8,		/* behind it */
	AREA_SET = 16,		/* for each byte: is it a delimiter? */
	AREA_SIZE = AREA_SET + 256,
};

uint32_t cg_token_size(const struct cg *c)
{
	return TOKEN_TEXT + c->options->strsize;
}

void cg_token_reset(struct cg *c)
{
	struct place state = { R_SCRATCH, (int)c->token };

	cg_zero(c, state, TOKEN_TEXT + 8);
}

void cg_token(struct cg *c, const struct node *n, struct place p,
	      uint32_t size)
{
	struct place state = { R_SCRATCH, (int)c->token };
	struct place text = { R_SCRATCH, (int)c->token + TOKEN_TEXT };
	/* NULL: go on */
	bool is_new = type_is_string(n->args->type);
	struct place fresh = { 0 }, delimiters, area;

	c->uses |= USES_SCRATCH;
	/* both arguments may call strtok() themselves */
	if (is_new)
		fresh = cg_text(c, n->args);
	delimiters = cg_text(c, n->args->next);
	if (is_new) {
		cg_address_of(c, R3, fresh);
		cg_copy_string(c, text, c->options->strsize);
		ebpf_store_imm(&c->a, 8, state.reg,
			       state.off + TOKEN_POSITION, 0);
	}
	area = cg_scratch(c, AREA_SIZE);
	cg_address_of(c, R1, state);
	cg_address_of(c, R2, delimiters);
	cg_address_of(c, R3, area);
	cg_call_sub(c, SUB_TOKEN);
	cg_copy_from(c, text, c->options->strsize - 1, p, size);
}

/* r7: delimiters, r8: area; r0 to r4 are lost */
static void fill_set(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), more = ebpf_label(a), done = ebpf_label(a);

	ebpf_mov(a, R1, 8);
	ebpf_alu_imm(a, BPF_ADD, R1, AREA_SET);
	ebpf_mov_imm(a, R2, AREA_SIZE - AREA_SET);
	cg_zeros(c, R3, AREA_SIZE - AREA_SET);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_mov_imm(a, R4, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R0, 7, 0);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, more);
	ebpf_jump(a, done);
	ebpf_here(a, more);
	ebpf_alu(a, BPF_ADD, R0, 8);
	ebpf_store_imm(a, 1, R0, AREA_SET, 1);
	ebpf_alu_imm(a, BPF_ADD, 7, 1);
	ebpf_alu_imm(a, BPF_ADD, R4, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R4, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
}

/*
 * Look through the text at r2 for a token: r4 = its start or -1, r3 = where
 * its delimiter is, or the NUL. r5: where to begin.
 */
static void find_token(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), more = ebpf_label(a), inside = ebpf_label(a);
	int done = ebpf_label(a);

	ebpf_mov_imm(a, R3, 0);
	ebpf_mov_imm(a, R4, -1);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R0, R2, 0);
	/* r7: before r5, where a NUL is the end of an earlier token */
	ebpf_mov(a, 7, R3);
	ebpf_alu(a, BPF_SUB, 7, R5);
	ebpf_alu_imm(a, BPF_ARSH, 7, 63);
	ebpf_mov(a, R1, R0);
	ebpf_alu(a, BPF_OR, R1, 7);
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, more);
	ebpf_jump(a, done);
	ebpf_here(a, more);
	/* r0: a delimiter; with r4, which is not negative then: the end */
	ebpf_alu(a, BPF_ADD, R0, 8);
	ebpf_load(a, 1, R0, R0, AREA_SET);
	ebpf_neg(a, R0);
	ebpf_mov(a, R1, R4);
	ebpf_alu_imm(a, BPF_ARSH, R1, 63);
	ebpf_alu_imm(a, BPF_XOR, R1, -1);
	ebpf_alu(a, BPF_AND, R1, R0);
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, inside);
	ebpf_jump(a, done);
	ebpf_here(a, inside);
	/* no delimiter, not before, and r4 negative: the start */
	ebpf_alu(a, BPF_OR, R0, 7);
	ebpf_alu_imm(a, BPF_XOR, R0, -1);
	ebpf_mov(a, R1, R4);
	ebpf_alu_imm(a, BPF_ARSH, R1, 63);
	ebpf_alu(a, BPF_AND, R0, R1);
	ebpf_mov(a, R1, R3);
	cg_select(c, R4, R1, R0);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, 8, AREA_START, R4);
	ebpf_store(a, 8, 8, AREA_END, R3);
}

/*
 * token(r1 = state, r2 = delimiters, r3 = area): r0 = where in the state's
 * text the next token is, or -1. Its delimiter becomes a NUL.
 */
void cg_emit_token_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int at_end = ebpf_label(a), out = ebpf_label(a);

	cg_sub_takes(c, 3, (uint32_t[]){
		     TOKEN_TEXT + c->options->strsize, c->options->strsize,
		     AREA_SIZE });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	fill_set(c);
	ebpf_mov(a, R2, 6);
	ebpf_alu_imm(a, BPF_ADD, R2, TOKEN_TEXT);
	ebpf_load(a, 8, R5, 6, TOKEN_POSITION);
	find_token(c);
	ebpf_load(a, 8, R3, 8, AREA_END);
	ebpf_jump_if_imm(a, BPF_JGE, R3, (int32_t)c->options->strsize, out);
	ebpf_mov(a, R2, 6);
	ebpf_alu(a, BPF_ADD, R2, R3);
	ebpf_load(a, 1, R0, R2, TOKEN_TEXT);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, at_end);
	ebpf_store_imm(a, 1, R2, TOKEN_TEXT, 0);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_here(a, at_end);
	ebpf_store(a, 8, 6, TOKEN_POSITION, R3);
	ebpf_here(a, out);
	ebpf_load(a, 8, R0, 8, AREA_START);
	ebpf_exit(a);
}
