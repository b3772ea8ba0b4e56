/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers and their texts: lltostr, strtoll. */
#include "cg/str.h"

/* r0 = the base, argument number two, 10 when it is missing; or a fault */
static void base_of(struct cg *c, const struct node *base)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	if (!base) {
		ebpf_mov_imm(a, R0, 10);
		return;
	}
	cg_expr(c, base);
	ebpf_mov(a, R1, R0);
	ebpf_alu_imm(a, BPF_SUB, R1, 2);
	ebpf_jump_if_imm(a, BPF_JLE, R1, 36 - 2, ok);
	cg_fault(c, FAULT_ILLOP);
	ebpf_here(a, ok);
}

/* ---- lltostr --------------------------------------------------- */

/* Scratch memory, as offsets; the digits are written from the end. */
enum text {
	TEXT_START = 0,		/* where the first one is */
	TEXT_FIRST = 16,	/* where 64 digits would begin */
	TEXT_END = TEXT_FIRST + 64,	/* the NUL */
	TEXT_SIZE = TEXT_END + 8,
};

void cg_to_text(struct cg *c, const struct node *n, struct place p,
		uint32_t size)
{
	struct place area = cg_scratch(c, TEXT_SIZE);
	int mark = c->stack, value = cg_to_temp(c, n->args);

	base_of(c, n->args->next);
	ebpf_mov(&c->a, R3, R0);
	cg_address_of(c, R1, area);
	ebpf_load(&c->a, 8, R2, R_STACK, value);
	cg_call_sub(c, SUB_TO_TEXT);
	cg_copy_from(c, area, TEXT_END, p, size);
	cg_temp_release(c, mark);
}

void cg_pid_text(struct cg *c, struct place p, uint32_t size)
{
	struct place area = cg_scratch(c, TEXT_SIZE);
	struct ebpf_asm *a = &c->a;

	cg_who(c);
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_RSH, R2, 32);
	ebpf_mov_imm(a, R3, 10);
	cg_address_of(c, R1, area);
	cg_call_sub(c, SUB_TO_TEXT);
	cg_copy_from(c, area, TEXT_END, p, size);
}

/* Write the digits of r2 in base r7; TEXT_START tells where they begin. */
static void digits(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), more = ebpf_label(a), done = ebpf_label(a);

	ebpf_mov(a, R1, 8);
	ebpf_alu_imm(a, BPF_ADD, R1, TEXT_END);
	ebpf_mov_imm(a, R5, TEXT_END);
	ebpf_store_imm(a, 1, R1, 0, 0);
	ebpf_here(a, loop);
	ebpf_mov(a, R0, R2);
	ebpf_alu(a, BPF_MOD, R0, 7);
	/* without a jump: 39 more for a letter */
	ebpf_mov_imm(a, R3, 9);
	ebpf_alu(a, BPF_SUB, R3, R0);
	ebpf_alu_imm(a, BPF_ARSH, R3, 63);
	ebpf_alu_imm(a, BPF_AND, R3, 'a' - '0' - 10);
	ebpf_alu(a, BPF_ADD, R0, R3);
	ebpf_alu_imm(a, BPF_ADD, R0, '0');
	ebpf_alu_imm(a, BPF_SUB, R1, 1);
	ebpf_alu_imm(a, BPF_SUB, R5, 1);
	ebpf_store(a, 1, R1, 0, R0);
	ebpf_alu(a, BPF_DIV, R2, 7);
	ebpf_jump_if_imm(a, BPF_JNE, R2, 0, more);
	ebpf_jump(a, done);
	ebpf_here(a, more);
	ebpf_jump_if_imm(a, BPF_JGT, R5, TEXT_FIRST, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, 8, TEXT_START, R5);
}

/* Before the first digit goes a minus, a 0 or a 0x. */
static void prefix(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int not_hex = ebpf_label(a), decimal = ebpf_label(a);
	int out = ebpf_label(a);

	ebpf_load(a, 8, R5, 8, TEXT_START);
	ebpf_jump_if_imm(a, BPF_JLT, R5, TEXT_FIRST, out);
	ebpf_jump_if_imm(a, BPF_JGT, R5, TEXT_END, out);
	ebpf_mov(a, R1, 8);
	ebpf_alu(a, BPF_ADD, R1, R5);
	ebpf_jump_if_imm(a, BPF_JNE, 7, 16, not_hex);
	ebpf_store_imm(a, 2, R1, -2, 'x' << 8 | '0');
	ebpf_alu_imm(a, BPF_SUB, R5, 2);
	ebpf_jump(a, out);
	ebpf_here(a, not_hex);
	ebpf_jump_if_imm(a, BPF_JNE, 7, 8, decimal);
	ebpf_jump_if_imm(a, BPF_JEQ, 6, 0, out);
	ebpf_store_imm(a, 1, R1, -1, '0');
	ebpf_alu_imm(a, BPF_SUB, R5, 1);
	ebpf_jump(a, out);
	ebpf_here(a, decimal);
	ebpf_jump_if_imm(a, BPF_JNE, 7, 10, out);
	ebpf_jump_if_imm(a, BPF_JSGE, 6, 0, out);
	ebpf_store_imm(a, 1, R1, -1, '-');
	ebpf_alu_imm(a, BPF_SUB, R5, 1);
	ebpf_here(a, out);
	ebpf_store(a, 8, 8, TEXT_START, R5);
}

/*
 * to_text(r1 = area, r2 = value, r3 = base): r0 = where in the area the text
 * begins. Only in base 10 has a number a sign.
 */
void cg_emit_to_text_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int positive = ebpf_label(a);

	cg_sub_takes(c, 3, (uint32_t[]){ TEXT_SIZE, 0, 0 });
	ebpf_mov(a, 8, R1);
	ebpf_mov(a, 6, R2);
	ebpf_mov(a, 7, R3);
	ebpf_jump_if_imm(a, BPF_JNE, 7, 10, positive);
	ebpf_jump_if_imm(a, BPF_JSGE, R2, 0, positive);
	ebpf_neg(a, R2);
	ebpf_here(a, positive);
	digits(c);
	prefix(c);
	ebpf_load(a, 8, R0, 8, TEXT_START);
	ebpf_exit(a);
}

/* ---- strtoll --------------------------------------------------- */

/* Scratch memory, as offsets. */
enum number {
	NUMBER_AT = 0,		/* the byte that is next */
	NUMBER_MINUS = 8,
	NUMBER_VALUE = 16,
	NUMBER_SIZE = 24,
};

void cg_to_number(struct cg *c, const struct node *n)
{
	uint32_t strsize = c->options->strsize;
	/* twice: the verifier counts loops from the farthest byte */
	struct place text = cg_scratch(c, 2 * strsize + 8);
	struct place area = cg_scratch(c, NUMBER_SIZE);

	cg_string(c, n->args, text, strsize);
	base_of(c, n->args->next);
	ebpf_mov(&c->a, R2, R0);
	cg_address_of(c, R1, text);
	cg_address_of(c, R3, area);
	cg_call_sub(c, SUB_TO_NUMBER);
}

/* reg = -1 when it is from 0 to limit - 1, else 0 */
static void mask_if_below(struct cg *c, int reg, int32_t limit, int temp)
{
	ebpf_mov(&c->a, temp, reg);
	ebpf_alu_imm(&c->a, BPF_XOR, temp, -1);
	ebpf_alu_imm(&c->a, BPF_SUB, reg, limit);
	ebpf_alu(&c->a, BPF_AND, reg, temp);
	ebpf_alu_imm(&c->a, BPF_ARSH, reg, 63);
}

/* r6: text; NUMBER_AT becomes the first byte that is not blank. */
static void skip_blanks(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), next = ebpf_label(a), done = ebpf_label(a);

	ebpf_mov(a, R1, 6);
	ebpf_mov_imm(a, R3, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R0, R1, 0);
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_XOR, R2, ' ');
	cg_mask_if_zero(c, R2);
	ebpf_alu_imm(a, BPF_SUB, R0, '\t');
	mask_if_below(c, R0, '\r' - '\t' + 1, R4);
	ebpf_alu(a, BPF_OR, R0, R2);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, next);
	ebpf_jump(a, done);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, 8, NUMBER_AT, R3);
}

/* r1 = address of the next byte; r0 is lost */
static void next_byte(struct cg *c, int none)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R0, 8, NUMBER_AT);
	ebpf_jump_if_imm(a, BPF_JGT, R0, (int32_t)c->options->strsize, none);
	ebpf_mov(a, R1, 6);
	ebpf_alu(a, BPF_ADD, R1, R0);
}

static void skip_sign(struct cg *c, int none)
{
	struct ebpf_asm *a = &c->a;
	int skip = ebpf_label(a), done = ebpf_label(a);

	next_byte(c, none);
	ebpf_load(a, 1, R2, R1, 0);
	ebpf_jump_if_imm(a, BPF_JEQ, R2, '+', skip);
	ebpf_jump_if_imm(a, BPF_JNE, R2, '-', done);
	ebpf_store_imm(a, 8, 8, NUMBER_MINUS, 1);
	ebpf_here(a, skip);
	ebpf_alu_imm(a, BPF_ADD, R0, 1);
	ebpf_store(a, 8, 8, NUMBER_AT, R0);
	ebpf_here(a, done);
}

static void skip_0x(struct cg *c, int none)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JNE, 7, 16, done);
	next_byte(c, none);
	ebpf_load(a, 1, R2, R1, 0);
	ebpf_jump_if_imm(a, BPF_JNE, R2, '0', done);
	ebpf_load(a, 1, R2, R1, 1);
	ebpf_alu_imm(a, BPF_OR, R2, 'a' ^ 'A');
	ebpf_jump_if_imm(a, BPF_JNE, R2, 'x', done);
	ebpf_alu_imm(a, BPF_ADD, R0, 2);
	ebpf_store(a, 8, 8, NUMBER_AT, R0);
	ebpf_here(a, done);
}

/* r0 = value of the digit at r1, all ones when it is none */
static void digit(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 1, R2, R1, 0);
	ebpf_mov(a, R4, R2);
	ebpf_alu_imm(a, BPF_SUB, R4, '0');
	ebpf_alu_imm(a, BPF_OR, R2, 'a' ^ 'A');
	ebpf_alu_imm(a, BPF_SUB, R2, 'a');
	ebpf_mov_imm(a, R0, -1);
	ebpf_mov(a, R5, R2);
	mask_if_below(c, R5, 26, 9);
	ebpf_alu_imm(a, BPF_ADD, R2, 10);
	cg_select(c, R0, R2, R5);
	ebpf_mov(a, R5, R4);
	mask_if_below(c, R5, 10, 9);
	cg_select(c, R0, R4, R5);
}

/* to_number(r1 = text, r2 = base, r3 = area): r0 = the number it begins with */
void cg_emit_to_number_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), valid = ebpf_label(a);
	int done = ebpf_label(a), out = ebpf_label(a);

	cg_sub_takes(c, 3, (uint32_t[]){
		     2 * c->options->strsize + 8, 0, NUMBER_SIZE });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	for (int at = 0; at < NUMBER_SIZE; at += 8)
		ebpf_store_imm(a, 8, 8, at, 0);
	skip_blanks(c);
	skip_sign(c, done);
	skip_0x(c, done);
	next_byte(c, done);
	ebpf_mov_imm(a, R3, 0);
	ebpf_here(a, loop);
	digit(c);
	ebpf_jump_if(a, BPF_JLT, R0, 7, valid);
	ebpf_jump(a, done);
	ebpf_here(a, valid);
	ebpf_load(a, 8, R2, 8, NUMBER_VALUE);
	ebpf_alu(a, BPF_MUL, R2, 7);
	ebpf_alu(a, BPF_ADD, R2, R0);
	ebpf_store(a, 8, 8, NUMBER_VALUE, R2);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R3, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_load(a, 8, R0, 8, NUMBER_VALUE);
	ebpf_load(a, 8, R1, 8, NUMBER_MINUS);
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, out);
	ebpf_neg(a, R0);
	ebpf_here(a, out);
	ebpf_exit(a);
}
