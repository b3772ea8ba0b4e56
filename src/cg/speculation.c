/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Speculations: struct image_speculation, one after another in a map. The
 * kernel decides which are in use and how full they are; the records go
 * through the ring buffer like all others, and the consumer holds them back
 * until a commit() or discard() follows them there.
 *
 * A speculation that ends is busy until the record that says so has its place
 * in the ring buffer. Nobody can take it before, so no record of its next use
 * can be taken for one of this.
 */
#include "cg/impl.h"

#include <stddef.h>
#include <string.h>

#define STATE ((int)offsetof(struct image_speculation, state))
#define USED ((int)offsetof(struct image_speculation, used))
#define NUMBER ((int)offsetof(struct image_speculation, number))

void cg_speculations(struct cg *c, struct image_map *m)
{
	uint32_t n = c->options->nspec;
	struct image_speculation *s =
		ARENA_NEW_N(&c->image->arena, struct image_speculation, n);

	for (uint32_t i = 0; i < n; i++)
		s[i].number = i + 1;
	m->value_size = n * (uint32_t)sizeof(*s);
	m->initial = s;
}

/* ---- speculation() --------------------------------------------- */

void cg_speculation(struct cg *c)
{
	cg_call_sub(c, SUB_SPECULATION);
}

/* What to count when all are in use: r0 has SPECULATION_BUSY if any is. */
static void count_failure(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a), done = ebpf_label(a);

	ebpf_alu_imm(a, BPF_AND, R0, SPECULATION_BUSY);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, none);
	cg_count_drop(c, offsetof(struct image_state, spec_busy));
	ebpf_jump(a, done);
	ebpf_here(a, none);
	cg_count_drop(c, offsetof(struct image_state, spec_none));
	ebpf_here(a, done);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

/*
 * r0 = the number of a speculation that was idle, or 0. The number is read from
 * memory: as a constant it would be another one on each way out of the loop,
 * and the verifier would follow each to the end of the program.
 */
void cg_emit_speculation_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int32_t end = (int32_t)(c->options->nspec *
				sizeof(struct image_speculation));
	int loop = ebpf_label(a), next = ebpf_label(a);

	cg_sub_takes(c, 0, NULL);
	ebpf_mov_imm(a, 7, 0);			/* offset */
	ebpf_mov_imm(a, 8, 0);			/* states that were seen */
	ebpf_here(a, loop);
	ebpf_map_value(a, 6, cg_map(c, MAP_SPECULATIONS), 0);
	ebpf_alu(a, BPF_ADD, 6, 7);
	ebpf_load(a, 8, R0, 6, STATE);
	ebpf_alu(a, BPF_OR, 8, R0);
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_AND, R2, 3);
	ebpf_jump_if_imm(a, BPF_JNE, R2, SPECULATION_IDLE, next);
	/* the next generation, busy while it is made ready */
	ebpf_mov(a, R1, R0);
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_ADD, R1, 4 + SPECULATION_BUSY);
	ebpf_atomic_cmpxchg(a, 6, STATE, R1);
	ebpf_jump_if(a, BPF_JNE, R0, R2, next);
	ebpf_store_imm(a, 8, 6, USED, 0);
	ebpf_alu_imm(a, BPF_SUB, R1, SPECULATION_BUSY - SPECULATION_ACTIVE);
	ebpf_store(a, 8, 6, STATE, R1);
	ebpf_load(a, 8, R0, 6, NUMBER);
	ebpf_exit(a);
	ebpf_here(a, next);
	ebpf_alu_imm(a, BPF_ADD, 7, sizeof(struct image_speculation));
	ebpf_jump_if_imm(a, BPF_JLT, 7, end, loop);
	ebpf_mov(a, R0, 8);
	count_failure(c);
}

/* ---- speculate() ----------------------------------------------- */

/*
 * r9 = the speculation with number r0, from 1 on; to the label when there is
 * none. Old verifiers learn nothing of a number that is not 0.
 */
static void find(struct cg *c, int none)
{
	struct ebpf_asm *a = &c->a;

	ebpf_alu_imm(a, BPF_SUB, R0, 1);
	ebpf_jump_if_imm(a, BPF_JGE, R0, (int32_t)c->options->nspec, none);
	ebpf_alu_imm(a, BPF_MUL, R0, sizeof(struct image_speculation));
	ebpf_map_value(a, R_KEEP, cg_map(c, MAP_SPECULATIONS), 0);
	ebpf_alu(a, BPF_ADD, R_KEEP, R0);
}

/* r1 = what records of this speculation have, from r0 = its state */
static void mark(struct ebpf_asm *a)
{
	ebpf_mov(a, R1, R0);
	ebpf_alu_imm(a, BPF_RSH, R1, 2);
	ebpf_alu_imm(a, BPF_LSH, R1, 32);
	ebpf_load(a, 8, R2, R_KEEP, NUMBER);
	ebpf_alu(a, BPF_OR, R1, R2);
}

void cg_speculate(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a), full = ebpf_label(a), done = ebpf_label(a);
	int32_t size = (int32_t)c->layout->record_size;

	cg_expr(c, n->args);
	find(c, none);
	ebpf_load(a, 8, R0, R_KEEP, STATE);
	ebpf_mov(a, R1, R0);
	ebpf_alu_imm(a, BPF_AND, R1, 3);
	ebpf_jump_if_imm(a, BPF_JNE, R1, SPECULATION_ACTIVE, none);
	ebpf_load(a, 8, R1, R_KEEP, USED);
	ebpf_alu_imm(a, BPF_ADD, R1, size);
	ebpf_jump_if_imm(a, BPF_JGT, R1, (int32_t)c->options->specsize, full);
	ebpf_mov_imm(a, R1, size);
	ebpf_atomic_add(a, R_KEEP, USED, R1);
	mark(a);
	ebpf_store(a, 8, R_RECORD, (int)c->layout->speculation, R1);
	ebpf_jump(a, done);
	ebpf_here(a, full);
	cg_count_drop(c, offsetof(struct image_state, spec_drops));
	ebpf_here(a, none);
	ebpf_mov_imm(a, R1, SPECULATION_NOWHERE);
	ebpf_store(a, 8, R_RECORD, (int)c->layout->speculation, R1);
	ebpf_here(a, done);
}

/* ---- commit(), discard() --------------------------------------- */

void cg_end_speculation(struct cg *c, const struct node *n,
			enum record_kind kind)
{
	const int header = sizeof(struct record_header);
	struct ebpf_asm *a = &c->a;
	int none = ebpf_label(a), done = ebpf_label(a), temp;

	cg_expr(c, n->args);
	find(c, none);
	temp = cg_temp(c, sizeof(struct record_header) + 8, n->loc);
	ebpf_load(a, 8, R0, R_KEEP, STATE);
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_AND, R2, 3);
	ebpf_jump_if_imm(a, BPF_JNE, R2, SPECULATION_ACTIVE, none);
	ebpf_mov(a, R1, R0);
	ebpf_mov(a, R2, R0);
	ebpf_alu_imm(a, BPF_ADD, R1, SPECULATION_BUSY - SPECULATION_ACTIVE);
	ebpf_atomic_cmpxchg(a, R_KEEP, STATE, R1);
	ebpf_jump_if(a, BPF_JNE, R0, R2, none);
	mark(a);
	ebpf_store(a, 8, R_STACK, temp + header, R1);
	cg_send(c, kind, (struct place){ R_STACK, temp }, 8, false);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
	cg_count_drop(c, offsetof(struct image_state, drops));
	ebpf_here(a, done);
	ebpf_load(a, 8, R1, R_KEEP, STATE);
	ebpf_alu_imm(a, BPF_SUB, R1, SPECULATION_BUSY);
	ebpf_store(a, 8, R_KEEP, STATE, R1);
	ebpf_here(a, none);
}
