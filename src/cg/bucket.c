/* SPDX-License-Identifier: BSD-2-Clause */
/* quantize(), lquantize() and llquantize(): which bucket counts the value. */
#include "cg/impl.h"

#include "image/bucket.h"

/* r0 = number of a bucket: add by (a stack offset, or 0 for one) to it */
static void add_bucket(struct cg *c, uint32_t buckets, int by)
{
	struct ebpf_asm *a = &c->a;
	int out = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JGE, R0, (int32_t)buckets, out);
	ebpf_alu_imm(a, BPF_LSH, R0, 3);
	ebpf_alu(a, BPF_ADD, R_KEEP, R0);
	if (by)
		cg_add_value(c, 0, by);
	else
		cg_add_imm(c, 0, 1);
	ebpf_here(a, out);
}

static void add_power(struct cg *c, int value, int by)
{
	ebpf_load(&c->a, 8, R1, R_STACK, value);
	cg_call_sub(c, SUB_BUCKET);
	add_bucket(c, QUANTIZE_BUCKETS, by);
}

/* r0 = 0 below low, (value - low) / step + 1 up to high, then the last */
static void add_linear(struct cg *c, const int64_t params[4], int value,
		       int by)
{
	struct ebpf_asm *a = &c->a;
	int64_t low = params[0], high = params[1], step = params[2];
	uint32_t levels = (uint32_t)((high - low) / step);
	int below = ebpf_label(a), above = ebpf_label(a), done = ebpf_label(a);

	ebpf_load(a, 8, R1, R_STACK, value);
	ebpf_mov_imm(a, R2, low);
	ebpf_jump_if(a, BPF_JSLT, R1, R2, below);
	ebpf_mov_imm(a, R3, high);
	ebpf_jump_if(a, BPF_JSGE, R1, R3, above);
	ebpf_alu(a, BPF_SUB, R1, R2);
	ebpf_mov_imm(a, R2, step);
	ebpf_alu(a, BPF_DIV, R1, R2);
	ebpf_mov(a, R0, R1);
	ebpf_alu_imm(a, BPF_ADD, R0, 1);
	ebpf_jump(a, done);
	ebpf_here(a, below);
	ebpf_mov_imm(a, R0, 0);
	ebpf_jump(a, done);
	ebpf_here(a, above);
	ebpf_mov_imm(a, R0, levels + 1);
	ebpf_here(a, done);
	add_bucket(c, levels + 2, by);
}

/*
 * r0 = the bucket of image/bucket.h. The powers are constants, so each becomes
 * a comparison and a division of its own.
 */
static void add_log(struct cg *c, const int64_t params[4], int value, int by)
{
	struct ebpf_asm *a = &c->a;
	int found = ebpf_label(a);
	uint32_t first = 1;

	ebpf_load(a, 8, R1, R_STACK, value);
	for (int64_t n = params[1]; n <= params[2]; n++) {
		struct bucket_power p = bucket_power(params, n);
		int above = ebpf_label(a);

		if (n == params[1]) {
			ebpf_mov_imm(a, R0, 0);
			ebpf_mov_imm(a, R2, p.from);
			ebpf_jump_if(a, BPF_JSLT, R1, R2, found);
		}
		ebpf_mov_imm(a, R2, p.to);
		ebpf_jump_if(a, BPF_JSGE, R1, R2, above);
		ebpf_mov_imm(a, R2, p.from);
		ebpf_alu(a, BPF_SUB, R1, R2);
		ebpf_mov_imm(a, R2, p.piece);
		ebpf_alu(a, BPF_DIV, R1, R2);
		ebpf_mov(a, R0, R1);
		ebpf_alu_imm(a, BPF_ADD, R0, (int32_t)first);
		ebpf_jump(a, found);
		ebpf_here(a, above);
		first += p.count;
	}
	ebpf_mov_imm(a, R0, first);
	ebpf_here(a, found);
	add_bucket(c, first + 1, by);
}

void cg_add_bucket(struct cg *c, const struct image_agg *g, int value, int by)
{
	switch (g->func) {
	case AGG_LQUANTIZE:
		add_linear(c, g->params, value, by);
		return;
	case AGG_LLQUANTIZE:
		add_log(c, g->params, value, by);
		return;
	default:
		add_power(c, value, by);
	}
}

/* bucket(r1 = value): r0 = its bucket of quantize() */
void cg_emit_bucket_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int negative = ebpf_label(a), nonzero = ebpf_label(a);
	int log = ebpf_label(a), below = ebpf_label(a);

	cg_sub_takes(c, 1, (uint32_t[]){ 0 });
	ebpf_mov_imm(a, R3, 0);
	ebpf_jump_if_imm(a, BPF_JNE, R1, 0, nonzero);
	ebpf_mov_imm(a, R0, QUANTIZE_ZERO);
	ebpf_exit(a);
	ebpf_here(a, nonzero);
	ebpf_jump_if_imm(a, BPF_JSLT, R1, 0, negative);
	ebpf_jump(a, log);
	ebpf_here(a, negative);
	ebpf_neg(a, R1);
	ebpf_mov_imm(a, R3, 1);
	ebpf_here(a, log);
	ebpf_mov_imm(a, R0, 0);
	for (int shift = 32; shift; shift /= 2) {
		int small = ebpf_label(a);

		ebpf_mov(a, R2, R1);
		ebpf_alu_imm(a, BPF_RSH, R2, shift);
		ebpf_jump_if_imm(a, BPF_JEQ, R2, 0, small);
		ebpf_mov(a, R1, R2);
		ebpf_alu_imm(a, BPF_ADD, R0, shift);
		ebpf_here(a, small);
	}
	ebpf_jump_if_imm(a, BPF_JNE, R3, 0, below);
	ebpf_alu_imm(a, BPF_ADD, R0, QUANTIZE_ZERO + 1);
	ebpf_exit(a);
	/* INT64_MIN would be below the lowest bucket: it joins it */
	ebpf_here(a, below);
	ebpf_mov_imm(a, R1, QUANTIZE_ZERO - 1);
	ebpf_alu(a, BPF_SUB, R1, R0);
	ebpf_mov(a, R0, R1);
	nonzero = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, nonzero);
	ebpf_mov_imm(a, R0, 0);
	ebpf_here(a, nonzero);
	ebpf_exit(a);
}
