/* SPDX-License-Identifier: BSD-2-Clause */
#include "ebpf/asm.h"

#include <errno.h>
#include <stdlib.h>

#include "base/bug.h"
#include "ebpf/reach.h"

void ebpf_asm_release(struct ebpf_asm *a)
{
	vec_release(&a->code);
	vec_release(&a->jumps);
	vec_release(&a->labels);
}

static void emit(struct ebpf_asm *a, int code, int dst, int src, int off,
		 int32_t imm)
{
	*vec_push(&a->code) = (struct bpf_insn){
		.code = (uint8_t)code, .dst_reg = (uint8_t)(dst & 15),
		.src_reg = (uint8_t)(src & 15), .off = (int16_t)off,
		.imm = imm,
	};
}

static int size_code(int size)
{
	switch (size) {
	case 1: return BPF_B;
	case 2: return BPF_H;
	case 4: return BPF_W;
	case 8: return BPF_DW;
	}
	BUG("memory access of %d bytes", size);
}

int ebpf_label(struct ebpf_asm *a)
{
	*vec_push(&a->labels) = -1;
	return (int)a->labels.len - 1;
}

void ebpf_here(struct ebpf_asm *a, int label)
{
	if (a->labels.items[label] != -1)
		BUG("label %d is placed twice", label);
	a->labels.items[label] = (int32_t)a->code.len;
}

bool ebpf_label_used(const struct ebpf_asm *a, int label)
{
	for (size_t i = a->jumps.len; i > 0; i--)
		if (a->jumps.items[i - 1].label == label)
			return true;
	return false;
}

static int resolve(struct ebpf_asm *a, const uint32_t *at, struct err *e)
{
	for (size_t i = 0; i < a->jumps.len; i++) {
		const struct ebpf_jump *j = &a->jumps.items[i];
		struct bpf_insn *insn = &a->code.items[j->insn];
		int32_t to = a->labels.items[j->label], distance;
		int64_t most;

		if (to < 0)
			BUG("label %d was never placed", j->label);
		distance = to - (int32_t)j->insn - 1;
		if (insn->code == (BPF_JMP | BPF_CALL)) {
			insn->imm = distance;
			continue;
		}
		most = (int64_t)at[to] - at[j->insn] - 1;
		if (most < INT16_MIN || most > INT16_MAX)
			return err_set(e, -E2BIG,
				       "too many or too long clauses for one "
				       "probe: a jump over %lld instructions, "
				       "at most %d are possible",
				       (long long)most, INT16_MAX);
		insn->off = (int16_t)distance;
	}
	a->jumps.len = 0;
	return 0;
}

int ebpf_asm_finish(struct ebpf_asm *a, struct err *e)
{
	uint32_t *at = ebpf_grown_places(a);
	int ret;

	if (at[a->code.len] > INT16_MAX) {
		ebpf_reach(a);
		free(at);
		at = ebpf_grown_places(a);
	}
	ret = resolve(a, at, e);
	free(at);
	return ret;
}

void ebpf_load(struct ebpf_asm *a, int size, int dst, int src, int off)
{
	emit(a, BPF_LDX | BPF_MEM | size_code(size), dst, src, off, 0);
}

void ebpf_store(struct ebpf_asm *a, int size, int dst, int off, int src)
{
	emit(a, BPF_STX | BPF_MEM | size_code(size), dst, src, off, 0);
}

void ebpf_store_imm(struct ebpf_asm *a, int size, int dst, int off,
		    int32_t imm)
{
	emit(a, BPF_ST | BPF_MEM | size_code(size), dst, 0, off, imm);
}

void ebpf_mov(struct ebpf_asm *a, int dst, int src)
{
	if (dst != src)
		emit(a, BPF_ALU64 | BPF_MOV | BPF_X, dst, src, 0, 0);
}

/* ld_imm64 takes two slots; the second holds the upper half */
static void emit_imm64(struct ebpf_asm *a, int dst, int src, uint32_t low,
		       uint32_t high)
{
	emit(a, BPF_LD | BPF_IMM | BPF_DW, dst, src, 0, (int32_t)low);
	emit(a, 0, 0, 0, 0, (int32_t)high);
}

void ebpf_mov_imm(struct ebpf_asm *a, int dst, int64_t imm)
{
	if (imm >= INT32_MIN && imm <= INT32_MAX)
		emit(a, BPF_ALU64 | BPF_MOV | BPF_K, dst, 0, 0, (int32_t)imm);
	else
		emit_imm64(a, dst, 0, (uint32_t)imm,
			   (uint32_t)((uint64_t)imm >> 32));
}

void ebpf_alu(struct ebpf_asm *a, int op, int dst, int src)
{
	emit(a, BPF_ALU64 | op | BPF_X, dst, src, 0, 0);
}

void ebpf_alu_imm(struct ebpf_asm *a, int op, int dst, int32_t imm)
{
	emit(a, BPF_ALU64 | op | BPF_K, dst, 0, 0, imm);
}

void ebpf_neg(struct ebpf_asm *a, int dst)
{
	emit(a, BPF_ALU64 | BPF_NEG, dst, 0, 0, 0);
}

void ebpf_swap(struct ebpf_asm *a, int dst, int bits)
{
	emit(a, BPF_ALU | BPF_END | BPF_TO_BE, dst, 0, 0, bits);
}

void ebpf_extend(struct ebpf_asm *a, int reg, int size, bool is_signed)
{
	int shift = 64 - size * 8;

	if (!shift)
		return;
	ebpf_alu_imm(a, BPF_LSH, reg, shift);
	ebpf_alu_imm(a, is_signed ? BPF_ARSH : BPF_RSH, reg, shift);
}

void ebpf_atomic_add(struct ebpf_asm *a, int dst, int off, int src)
{
	emit(a, BPF_STX | BPF_ATOMIC | BPF_DW, dst, src, off, BPF_ADD);
}

void ebpf_atomic_fetch_add(struct ebpf_asm *a, int dst, int off, int src)
{
	emit(a, BPF_STX | BPF_ATOMIC | BPF_DW, dst, src, off,
	     BPF_ADD | BPF_FETCH);
}

void ebpf_atomic_cmpxchg(struct ebpf_asm *a, int dst, int off, int src)
{
	emit(a, BPF_STX | BPF_ATOMIC | BPF_DW, dst, src, off, BPF_CMPXCHG);
}

static void note_jump(struct ebpf_asm *a, int label)
{
	*vec_push(&a->jumps) = (struct ebpf_jump){
		.insn = (uint32_t)a->code.len, .label = label,
	};
}

void ebpf_jump(struct ebpf_asm *a, int label)
{
	note_jump(a, label);
	emit(a, BPF_JMP | BPF_JA, 0, 0, 0, 0);
}

void ebpf_jump_if(struct ebpf_asm *a, int op, int dst, int src, int label)
{
	note_jump(a, label);
	emit(a, BPF_JMP | op | BPF_X, dst, src, 0, 0);
}

void ebpf_jump_if_imm(struct ebpf_asm *a, int op, int dst, int32_t imm,
		      int label)
{
	note_jump(a, label);
	emit(a, BPF_JMP | op | BPF_K, dst, 0, 0, imm);
}

void ebpf_call(struct ebpf_asm *a, int helper)
{
	emit(a, BPF_JMP | BPF_CALL, 0, 0, 0, helper);
}

void ebpf_call_local(struct ebpf_asm *a, int label)
{
	note_jump(a, label);
	emit(a, BPF_JMP | BPF_CALL, 0, BPF_PSEUDO_CALL, 0, 0);
}

void ebpf_exit(struct ebpf_asm *a)
{
	emit(a, BPF_JMP | BPF_EXIT, 0, 0, 0, 0);
}

void ebpf_map(struct ebpf_asm *a, int dst, int map)
{
	emit_imm64(a, dst, BPF_PSEUDO_MAP_FD, (uint32_t)map, 0);
}

void ebpf_map_value(struct ebpf_asm *a, int dst, int map, uint32_t off)
{
	emit_imm64(a, dst, BPF_PSEUDO_MAP_VALUE, (uint32_t)map, off);
}
