/* SPDX-License-Identifier: BSD-2-Clause */
/* Looking for a byte or for a string in a string. */
#include "cg/str.h"

#include <string.h>

/* ---- strchr, strrchr ------------------------------------------- */

void cg_str_chr(struct cg *c, const struct node *n, struct place p,
		uint32_t size)
{
	struct place text = cg_text(c, n->args), found = cg_scratch(c, 8);

	cg_expr(c, n->args->next);
	ebpf_mov(&c->a, R2, R0);
	cg_address_of(c, R1, text);
	cg_address_of(c, R3, found);
	cg_call_sub(c, n->builtin->id == BI_STRCHR ? SUB_FIRST_BYTE
						   : SUB_LAST_BYTE);
	cg_copy_from(c, text, c->options->strsize - 1, p, size);
}

/*
 * first_byte(r1 = text, r2 = byte, r3 = 8 bytes of scratch): r0 = where it is,
 * or -1. The NUL at the end can be found too.
 */
void cg_emit_first_byte_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), next = ebpf_label(a), done = ebpf_label(a);
	int found = ebpf_label(a);

	cg_sub_takes(c, 3, (uint32_t[]){ c->options->strsize, 0, 8 });
	ebpf_alu_imm(a, BPF_AND, R2, 255);
	ebpf_mov_imm(a, R5, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R4, R1, 0);
	ebpf_mov(a, R0, R4);
	ebpf_alu(a, BPF_XOR, R0, R2);
	ebpf_alu(a, BPF_MUL, R0, R4);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, next);
	ebpf_jump(a, done);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R5, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R5, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, R3, 0, R5);
	ebpf_load(a, 8, R0, R3, 0);
	ebpf_jump_if(a, BPF_JEQ, R4, R2, found);
	ebpf_mov_imm(a, R0, -1);
	ebpf_here(a, found);
	ebpf_exit(a);
}

/* last_byte(the same) */
void cg_emit_last_byte_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), next = ebpf_label(a), done = ebpf_label(a);

	cg_sub_takes(c, 3, (uint32_t[]){ c->options->strsize, 0, 8 });
	ebpf_alu_imm(a, BPF_AND, R2, 255);
	ebpf_mov_imm(a, R5, 0);
	ebpf_mov_imm(a, 6, -1);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R4, R1, 0);
	ebpf_mov(a, R0, R4);
	ebpf_alu(a, BPF_XOR, R0, R2);
	cg_mask_if_zero(c, R0);
	ebpf_mov(a, 7, R5);
	cg_select(c, 6, 7, R0);
	ebpf_jump_if_imm(a, BPF_JNE, R4, 0, next);
	ebpf_jump(a, done);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, R1, 1);
	ebpf_alu_imm(a, BPF_ADD, R5, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R5, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, R3, 0, 6);
	ebpf_load(a, 8, R0, R3, 0);
	ebpf_exit(a);
}

/* ---- index, rindex, strstr ------------------------------------- */

/*
 * The shift-and method: bit i of a word says that the last i + 1 bytes of the
 * text are the first i + 1 of what is looked for. Each byte of the text shifts
 * the word and takes out what that byte does not continue, which a table knows
 * for each byte. No inner loop; but what is looked for has 64 bytes at most.
 */
#define LONGEST 64

/* Scratch memory of a search, as offsets. */
enum search {
	SEARCH_FOUND = 0,	/* position, or -1 */
	SEARCH_BOUND = 8,	/* the least position wanted, or the greatest */
	SEARCH_LENGTH = 16,	/* of what is looked for */
	SEARCH_TABLE = 24,	/* 256 words */
	SEARCH_SIZE = SEARCH_TABLE + 256 * 8,
};

#define TOO_LONG (-2)		/* instead of a position */

struct search_places {
	struct place text, pattern, area;
};

/* Evaluate the two strings. */
static void search_start(struct cg *c, const struct node *n,
			 struct search_places *s)
{
	const struct node *pattern = n->args->next;

	if (pattern->kind == NODE_STRING && strlen(pattern->str) > LONGEST)
		diag_add(c->diags, "D_SEARCH_LONG", pattern->loc, "up to %d "
			 "bytes can be looked for, this has %zu", LONGEST,
			 strlen(pattern->str));
	s->text = cg_text(c, n->args);
	s->pattern = cg_text(c, pattern);
	s->area = cg_scratch(c, SEARCH_SIZE);
}

/* r0 = position, or -1; r0 was the bound */
static void search(struct cg *c, const struct search_places *s,
		   enum subroutine how)
{
	struct ebpf_asm *a = &c->a;
	int area = s->area.off, ok = ebpf_label(a);

	ebpf_store(a, 8, R_SCRATCH, area + SEARCH_BOUND, R0);
	cg_length(c, s->pattern);
	ebpf_store(a, 8, R_SCRATCH, area + SEARCH_LENGTH, R0);
	cg_length(c, s->text);
	ebpf_mov(a, R4, R0);
	cg_address_of(c, R1, s->text);
	cg_address_of(c, R2, s->pattern);
	cg_address_of(c, R3, s->area);
	cg_call_sub(c, how);
	ebpf_jump_if_imm(a, BPF_JNE, R0, TOO_LONG, ok);
	cg_fault(c, FAULT_ILLOP);
	ebpf_here(a, ok);
}

void cg_str_str(struct cg *c, const struct node *n, struct place p,
		uint32_t size)
{
	struct search_places s;

	search_start(c, n, &s);
	ebpf_mov_imm(&c->a, R0, 0);
	search(c, &s, SUB_SEARCH);
	cg_copy_from(c, s.text, c->options->strsize - 1, p, size);
}

/*
 * index(text, wanted[, from]) and rindex(text, wanted[, to]), as in Perl: a
 * position before the text counts as 0 for index(), and nothing is there for
 * rindex().
 */
void cg_index(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	bool is_last = n->builtin->id == BI_RINDEX;
	const struct node *position = n->args->next->next;
	int inside = ebpf_label(a);
	struct search_places s;

	search_start(c, n, &s);
	if (position) {
		cg_expr(c, position);
		ebpf_extend(a, R0, 4, true);
	} else {
		ebpf_mov_imm(a, R0, is_last ? INT32_MAX : 0);
	}
	if (!is_last) {
		ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, inside);
		ebpf_mov_imm(a, R0, 0);
	}
	ebpf_here(a, inside);
	search(c, &s, is_last ? SUB_SEARCH_LAST : SUB_SEARCH);
}

/* Nothing is found at the bound, moved into the text of r4 bytes. */
static void find_nothing(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int low = ebpf_label(a), high = ebpf_label(a);

	ebpf_load(a, 8, R0, 8, SEARCH_BOUND);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, low);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, low);
	ebpf_jump_if(a, BPF_JSLE, R0, R4, high);
	ebpf_mov(a, R0, R4);
	ebpf_here(a, high);
	ebpf_store(a, 8, 8, SEARCH_FOUND, R0);
}

/* r8: area, r7: pattern */
static void fill_table(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), more = ebpf_label(a), done = ebpf_label(a);
	int32_t longest = (int32_t)c->options->strsize;

	ebpf_mov(a, R1, 8);
	ebpf_alu_imm(a, BPF_ADD, R1, SEARCH_TABLE);
	ebpf_mov_imm(a, R2, SEARCH_SIZE - SEARCH_TABLE);
	cg_zeros(c, R3, SEARCH_SIZE - SEARCH_TABLE);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_mov_imm(a, R3, 1);
	ebpf_mov_imm(a, R4, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R0, 7, 0);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, more);
	ebpf_jump(a, done);
	ebpf_here(a, more);
	ebpf_alu_imm(a, BPF_LSH, R0, 3);
	ebpf_mov(a, R1, 8);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_load(a, 8, R2, R1, SEARCH_TABLE);
	ebpf_alu(a, BPF_OR, R2, R3);
	ebpf_store(a, 8, R1, SEARCH_TABLE, R2);
	ebpf_alu_imm(a, BPF_LSH, R3, 1);
	ebpf_alu_imm(a, BPF_ADD, 7, 1);
	ebpf_alu_imm(a, BPF_ADD, R4, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R4, longest < LONGEST ? longest : LONGEST,
			 loop);
	ebpf_here(a, done);
}

/*
 * r9 = position of what ends at r4, when the word r2 says that it is all there
 * and it is on the right side of the bound. r5: 1 less its length, r7: length
 * less 1.
 */
static void note_position(struct cg *c, bool is_last)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R0, R2);
	ebpf_alu(a, BPF_RSH, R0, 7);
	ebpf_alu_imm(a, BPF_AND, R0, 1);
	ebpf_neg(a, R0);
	ebpf_load(a, 8, R1, 8, SEARCH_BOUND);
	ebpf_mov(a, R3, R4);
	ebpf_alu(a, BPF_ADD, R3, R5);
	ebpf_alu(a, BPF_SUB, R1, R3);
	if (!is_last)
		ebpf_neg(a, R1);
	ebpf_alu_imm(a, BPF_ARSH, R1, 63);
	ebpf_alu_imm(a, BPF_XOR, R1, -1);
	ebpf_alu(a, BPF_AND, R0, R1);
	cg_select(c, 9, R3, R0);
}

/* r6: text, r8: area with the table */
static void scan(struct cg *c, bool is_last)
{
	struct ebpf_asm *a = &c->a;
	int loop = ebpf_label(a), more = ebpf_label(a), next = ebpf_label(a);
	int done = ebpf_label(a);

	ebpf_load(a, 8, 7, 8, SEARCH_LENGTH);
	ebpf_mov_imm(a, R5, 1);
	ebpf_alu(a, BPF_SUB, R5, 7);
	ebpf_alu_imm(a, BPF_SUB, 7, 1);
	ebpf_alu_imm(a, BPF_AND, 7, LONGEST - 1);
	ebpf_mov_imm(a, 9, -1);
	ebpf_mov_imm(a, R2, 0);
	ebpf_mov_imm(a, R4, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 1, R0, 6, 0);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, more);
	ebpf_jump(a, done);
	ebpf_here(a, more);
	ebpf_alu_imm(a, BPF_LSH, R0, 3);
	ebpf_mov(a, R1, 8);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_load(a, 8, R0, R1, SEARCH_TABLE);
	ebpf_alu_imm(a, BPF_LSH, R2, 1);
	ebpf_alu_imm(a, BPF_OR, R2, 1);
	ebpf_alu(a, BPF_AND, R2, R0);
	note_position(c, is_last);
	if (!is_last) {
		ebpf_jump_if_imm(a, BPF_JSLT, 9, 0, next);
		ebpf_jump(a, done);
	}
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, 6, 1);
	ebpf_alu_imm(a, BPF_ADD, R4, 1);
	ebpf_jump_if_imm(a, BPF_JLT, R4, (int32_t)c->options->strsize, loop);
	ebpf_here(a, done);
	ebpf_store(a, 8, 8, SEARCH_FOUND, 9);
}

/*
 * search(r1 = text, r2 = pattern, r3 = area, r4 = length of the text): r0 =
 * position, -1, or TOO_LONG.
 */
void cg_emit_search_sub(struct cg *c, bool is_last)
{
	struct ebpf_asm *a = &c->a;
	int something = ebpf_label(a), ok = ebpf_label(a);
	int done = ebpf_label(a);

	cg_sub_takes(c, 4, (uint32_t[]){
		     c->options->strsize, c->options->strsize, SEARCH_SIZE,
		     0 });
	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_store_imm(a, 8, 8, SEARCH_FOUND, -1);
	ebpf_load(a, 8, R1, 8, SEARCH_LENGTH);
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, something);
	find_nothing(c);
	ebpf_jump(a, done);
	ebpf_here(a, something);
	ebpf_jump_if(a, BPF_JGT, R1, R4, done);
	ebpf_jump_if_imm(a, BPF_JLE, R1, LONGEST, ok);
	ebpf_store_imm(a, 8, 8, SEARCH_FOUND, TOO_LONG);
	ebpf_jump(a, done);
	ebpf_here(a, ok);
	fill_table(c);
	scan(c, is_last);
	ebpf_here(a, done);
	ebpf_load(a, 8, R0, 8, SEARCH_FOUND);
	ebpf_exit(a);
}
