/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Writing eBPF: instructions by function call, jumps by label, maps by index.
 *
 * A struct ebpf_asm grows code; ebpf_asm_finish() resolves the jumps. Map
 * loads stay symbolic (src_reg BPF_PSEUDO_MAP_FD or BPF_PSEUDO_MAP_VALUE, imm
 * the map's index in the image); a backend puts its own handle in their place.
 * Registers are 0 to 10 (BPF_REG_0 ...).
 */
#ifndef EBPF_ASM_H
#define EBPF_ASM_H

#include <stdbool.h>
#include <stdint.h>
#include <linux/bpf.h>

#include "base/err.h"
#include "base/vec.h"

struct ebpf_jump {
	uint32_t insn;		/* which instruction */
	int label;
};

struct ebpf_asm {
	VEC(struct bpf_insn) code;
	VEC(struct ebpf_jump) jumps;
	VEC(int32_t) labels;	/* instruction index, -1 while not placed */
};

void ebpf_asm_release(struct ebpf_asm *a);

/*
 * Resolve the jumps; one that is too long for its 16 bits goes by others.
 * -E2BIG when that is not possible.
 */
int ebpf_asm_finish(struct ebpf_asm *a, struct err *e);

int ebpf_label(struct ebpf_asm *a);		/* a new one, not placed */
void ebpf_here(struct ebpf_asm *a, int label);	/* place it */
/* Does any jump go there yet? Code that nothing reaches is refused. */
bool ebpf_label_used(const struct ebpf_asm *a, int label);

/* size is 1, 2, 4 or 8 bytes; loads zero-extend. */
void ebpf_load(struct ebpf_asm *a, int size, int dst, int src, int off);
void ebpf_store(struct ebpf_asm *a, int size, int dst, int off, int src);
void ebpf_store_imm(struct ebpf_asm *a, int size, int dst, int off,
		    int32_t imm);

void ebpf_mov(struct ebpf_asm *a, int dst, int src);
void ebpf_mov_imm(struct ebpf_asm *a, int dst, int64_t imm);

/* op is BPF_ADD, BPF_SUB, BPF_MUL, BPF_DIV, BPF_MOD, BPF_AND, ... 64 bits. */
void ebpf_alu(struct ebpf_asm *a, int op, int dst, int src);
void ebpf_alu_imm(struct ebpf_asm *a, int op, int dst, int32_t imm);
void ebpf_neg(struct ebpf_asm *a, int dst);
void ebpf_swap(struct ebpf_asm *a, int dst, int bits);	/* to big endian */

/* Keep the low size bytes of reg, extended to 64 bits. */
void ebpf_extend(struct ebpf_asm *a, int reg, int size, bool is_signed);

/* *(u64 *)(dst + off) += src, atomically. */
void ebpf_atomic_add(struct ebpf_asm *a, int dst, int off, int src);
/* The same, and src gets what was there before. */
void ebpf_atomic_fetch_add(struct ebpf_asm *a, int dst, int off, int src);
/* if *(u64 *)(dst + off) == r0, it becomes src; r0 gets the old value. */
void ebpf_atomic_cmpxchg(struct ebpf_asm *a, int dst, int off, int src);

void ebpf_jump(struct ebpf_asm *a, int label);
/* op is BPF_JEQ, BPF_JNE, BPF_JGT, BPF_JSGT, ... 64 bits. */
void ebpf_jump_if(struct ebpf_asm *a, int op, int dst, int src, int label);
void ebpf_jump_if_imm(struct ebpf_asm *a, int op, int dst, int32_t imm,
		      int label);

void ebpf_call(struct ebpf_asm *a, int helper);	/* BPF_FUNC_... */
void ebpf_call_local(struct ebpf_asm *a, int label);
void ebpf_exit(struct ebpf_asm *a);

void ebpf_map(struct ebpf_asm *a, int dst, int map);
/* The address of byte off of the only value of an array map. */
void ebpf_map_value(struct ebpf_asm *a, int dst, int map, uint32_t off);

#endif
