/* SPDX-License-Identifier: BSD-2-Clause */
/* Functions of strings; those that need a loop over bytes call a subroutine. */
#include "cg/str.h"

void cg_length(struct cg *c, struct place text)
{
	cg_address_of(c, R1, text);
	ebpf_mov_imm(&c->a, R2, c->options->strsize);
	ebpf_mov(&c->a, R3, R1);
	/* copied to where it is: only the length is wanted */
	ebpf_call(&c->a, BPF_FUNC_probe_read_kernel_str);
	ebpf_alu_imm(&c->a, BPF_SUB, R0, 1);
}

void cg_copy_string(struct cg *c, struct place p, uint32_t size)
{
	cg_address_of(c, R1, p);
	ebpf_mov_imm(&c->a, R2, size);
	ebpf_call(&c->a, BPF_FUNC_probe_read_kernel_str);
}

void cg_copy_from(struct cg *c, struct place text, uint32_t limit,
		  struct place p, uint32_t size)
{
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a);

	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	ebpf_jump_if_imm(a, BPF_JGT, R0, (int32_t)limit, none);
	cg_address_of(c, R3, text);
	ebpf_alu(a, BPF_ADD, R3, R0);
	cg_copy_string(c, p, size);
	ebpf_here(a, none);
}

void cg_at_most(struct cg *c, int reg, uint32_t limit)
{
	int less = ebpf_label(&c->a);

	ebpf_jump_if_imm(&c->a, BPF_JLE, reg, (int32_t)limit, less);
	ebpf_mov_imm(&c->a, reg, limit);
	ebpf_here(&c->a, less);
}

void cg_mask_if_zero(struct cg *c, int reg)
{
	ebpf_alu_imm(&c->a, BPF_SUB, reg, 1);
	ebpf_alu_imm(&c->a, BPF_ARSH, reg, 63);
}

void cg_select(struct cg *c, int dst, int src, int mask)
{
	ebpf_alu(&c->a, BPF_XOR, src, dst);
	ebpf_alu(&c->a, BPF_AND, src, mask);
	ebpf_alu(&c->a, BPF_XOR, dst, src);
}

/* ---- strjoin --------------------------------------------------- */

static bool is_join(const struct node *n)
{
	return n->kind == NODE_CALL && n->builtin->id == BI_STRJOIN;
}

void cg_append(struct cg *c, struct place whole, struct place piece)
{
	struct ebpf_asm *a = &c->a;
	uint32_t size = c->options->strsize;
	int full = ebpf_label(a);

	cg_length(c, whole);
	ebpf_jump_if_imm(a, BPF_JGT, R0, (int32_t)size - 1, full);
	cg_address_of(c, R1, whole);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_mov_imm(a, R2, size);
	cg_address_of(c, R3, piece);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_here(a, full);
}

/* strjoin(strjoin(a, b), c) is three pieces in a row. */
static void join(struct cg *c, const struct node *n, struct place whole,
		 struct place piece, bool *is_first)
{
	if (is_join(n)) {
		join(c, n->args, whole, piece, is_first);
		join(c, n->args->next, whole, piece, is_first);
	} else if (*is_first) {
		cg_string(c, n, whole, c->options->strsize);
		*is_first = false;
	} else {
		cg_string(c, n, piece, c->options->strsize);
		cg_append(c, whole, piece);
	}
}

static void strjoin(struct cg *c, const struct node *n, struct place p,
		    uint32_t size)
{
	struct place whole = cg_scratch(c, 2 * c->options->strsize);
	struct place piece = cg_scratch(c, c->options->strsize);
	bool is_first = true;

	join(c, n, whole, piece, &is_first);
	cg_address_of(c, R3, whole);
	cg_copy_string(c, p, size);
}

/* ---- substr ---------------------------------------------------- */

/*
 * r1 = first byte, r2 = how many, of a text of r0 bytes; to the label when
 * there are none. A negative index counts from the end, and what would begin
 * before the text loses its first bytes; a negative length leaves so many
 * bytes out at the end.
 */
static void substr_range(struct cg *c, int empty)
{
	struct ebpf_asm *a = &c->a;
	int inside = ebpf_label(a), counted = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JSGE, R1, 0, inside);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_jump_if_imm(a, BPF_JSGE, R1, 0, inside);
	ebpf_jump_if_imm(a, BPF_JSLE, R2, 0, empty);
	ebpf_alu(a, BPF_ADD, R2, R1);
	ebpf_jump_if_imm(a, BPF_JSLE, R2, 0, empty);
	ebpf_mov_imm(a, R1, 0);
	ebpf_here(a, inside);
	ebpf_jump_if(a, BPF_JSGE, R1, R0, empty);
	ebpf_jump_if_imm(a, BPF_JSGE, R2, 0, counted);
	ebpf_alu(a, BPF_ADD, R2, R0);
	ebpf_alu(a, BPF_SUB, R2, R1);
	ebpf_jump_if_imm(a, BPF_JSLE, R2, 0, empty);
	ebpf_here(a, counted);
}

static void substr(struct cg *c, const struct node *n, struct place p,
		   uint32_t size)
{
	struct ebpf_asm *a = &c->a;
	const struct node *index = n->args->next, *length = index->next;
	int empty = ebpf_label(a), mark = c->stack;
	struct place text = cg_text(c, n->args);
	int first = cg_to_temp(c, index);
	int count = length ? cg_to_temp(c, length) : 0;

	cg_length(c, text);
	ebpf_load(a, 8, R1, R_STACK, first);
	ebpf_extend(a, R1, 4, true);
	if (length) {
		ebpf_load(a, 8, R2, R_STACK, count);
		ebpf_extend(a, R2, 4, true);
	}
	if (!length)
		ebpf_mov_imm(a, R2, c->options->strsize);
	ebpf_store_imm(a, 1, p.reg, p.off, 0);
	substr_range(c, empty);
	cg_at_most(c, R2, size - 1);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	/* it cannot be: the verifier wants to know */
	ebpf_jump_if_imm(a, BPF_JGE, R1, (int32_t)c->options->strsize, empty);
	cg_address_of(c, R3, text);
	ebpf_alu(a, BPF_ADD, R3, R1);
	cg_address_of(c, R1, p);
	ebpf_call(a, BPF_FUNC_probe_read_kernel_str);
	ebpf_here(a, empty);
	cg_temp_release(c, mark);
}

/* ---- toupper, tolower ------------------------------------------ */

static void change_case(struct cg *c, const struct node *n, struct place p,
			uint32_t size)
{
	bool up = n->builtin->id == BI_TOUPPER;
	struct place text = cg_text(c, n->args);

	cg_address_of(c, R1, text);
	ebpf_mov_imm(&c->a, R2, up ? 'a' : 'A');
	cg_call_sub(c, SUB_CASE);
	cg_address_of(c, R3, text);
	cg_copy_string(c, p, size);
}

/*
 * case(r1 = text, r2 = the letter A of the case that changes): eight bytes at a
 * time. A byte's seventh bit tells after an addition whether it was at least
 * some letter; bytes that have it from the start are no letters.
 */
void cg_emit_case_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	const int64_t ones = 0x0101010101010101;
	int loop = ebpf_label(a);

	/* a text has whole words */
	cg_sub_takes(c, 2, (uint32_t[]){ (c->options->strsize + 7) & ~7u, 0 });
	ebpf_mov_imm(a, 6, 0x7f * ones);
	ebpf_mov_imm(a, 7, ones);
	ebpf_mov_imm(a, R0, 0x80);
	ebpf_alu(a, BPF_SUB, R0, R2);
	ebpf_alu(a, BPF_MUL, 7, R0);		/* + 0x80 - 'A' */
	ebpf_mov_imm(a, 8, 26 * ones);
	ebpf_mov_imm(a, R3, 0);
	ebpf_here(a, loop);
	ebpf_load(a, 8, R0, R1, 0);
	ebpf_mov(a, R4, R0);
	ebpf_alu(a, BPF_AND, R4, 6);
	ebpf_alu(a, BPF_ADD, R4, 7);		/* 0x80: from 'A' on */
	ebpf_mov(a, R5, R4);
	ebpf_alu(a, BPF_SUB, R5, 8);		/* 0x80: behind 'Z' */
	ebpf_alu(a, BPF_XOR, R4, R5);
	ebpf_mov(a, R5, R0);
	ebpf_alu(a, BPF_OR, R5, 6);
	ebpf_alu_imm(a, BPF_XOR, R5, -1);	/* 0x80: is ASCII */
	ebpf_alu(a, BPF_AND, R4, R5);
	ebpf_alu_imm(a, BPF_RSH, R4, 2);	/* 0x20 */
	ebpf_alu(a, BPF_XOR, R0, R4);
	ebpf_store(a, 8, R1, 0, R0);
	ebpf_alu_imm(a, BPF_ADD, R1, 8);
	ebpf_alu_imm(a, BPF_ADD, R3, 8);
	ebpf_jump_if_imm(a, BPF_JLT, R3, (int32_t)c->options->strsize, loop);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

/* ---- which ----------------------------------------------------- */

void cg_string_call(struct cg *c, const struct node *n, struct place p,
		    uint32_t size)
{
	switch (n->builtin->id) {
	case BI_STRJOIN: strjoin(c, n, p, size); return;
	case BI_SUBSTR: substr(c, n, p, size); return;
	case BI_TOUPPER:
	case BI_TOLOWER: change_case(c, n, p, size); return;
	case BI_STRCHR:
	case BI_STRRCHR: cg_str_chr(c, n, p, size); return;
	case BI_STRSTR: cg_str_str(c, n, p, size); return;
	case BI_STRTOK: cg_token(c, n, p, size); return;
	case BI_BASENAME:
	case BI_DIRNAME: cg_path_part(c, n, p, size); return;
	case BI_CLEANPATH: cg_clean_path(c, n, p, size); return;
	case BI_JSON: cg_json(c, n, p, size); return;
	case BI_LLTOSTR: cg_to_text(c, n, p, size); return;
	case BI_INET_NTOA: case BI_INET_NTOA6: case BI_INET_NTOP:
	case BI_LINK_NTOP: cg_inet(c, n, p, size); return;
	case BI_D_PATH:
		if (!cg_recorded(c, n->loc, BI_D_PATH))
			cg_d_path(c, n, p, size);
		return;
	default: cg_unsupported(c, n->loc, n->builtin->name);
	}
}
