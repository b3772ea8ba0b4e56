/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * @a[keys] = func(value): one element of a per-CPU map, changed atomically,
 * because a program that waited for a page may have lost its CPU to another.
 */
#include "cg/impl.h"

#include <stddef.h>

/* A key that the consumer turns into text: {u32 string, u32 pid}. */
static void interned_key(struct cg *c, const struct node *k, struct place p)
{
	struct ebpf_asm *a = &c->a;
	enum probe_part part;

	if (k->kind == NODE_STRING) {
		ebpf_mov_imm(a, R0, cg_intern(c, k->str));
		ebpf_store(a, 8, p.reg, p.off, R0);
		return;
	}
	cg_is_probe_part(k, &part);
	cg_part(c, part);
	ebpf_store(a, 8, p.reg, p.off, R0);
	if (part == PART_PROVIDER && cg_site(c, 0)->has_pid) {
		ebpf_call(a, BPF_FUNC_get_current_pid_tgid);
		ebpf_alu_imm(a, BPF_RSH, R0, 32);
		ebpf_store(a, 4, p.reg, p.off + 4, R0);
	}
}

static struct place build_key(struct cg *c, const struct node *agg,
			      const struct image_agg *layout)
{
	struct place key = cg_room(c, layout->key_size, agg->loc), p = key;
	size_t i = 0;

	if (!layout->nkeys)
		ebpf_store_imm(&c->a, 4, key.reg, key.off, 0);
	for (const struct node *k = agg->args; k; k = k->next, i++) {
		const struct image_field *f = &layout->keys[i];

		p.off = key.off + (int)f->offset;
		if (f->kind == FIELD_INTERNED) {
			interned_key(c, k, p);
		} else if (f->kind == FIELD_STRING) {
			cg_zero(c, p, f->size);
			cg_string(c, k, p, f->size);
		} else if (f->kind != FIELD_INT) {
			cg_stack_store(c, k, f, p);
		} else {
			cg_expr(c, k);
			ebpf_store(&c->a, 8, p.reg, p.off, R0);
		}
	}
	return key;
}

static void lookup(struct cg *c, int map, struct place key)
{
	cg_address_of(c, R2, key);
	ebpf_map(&c->a, R1, map);
	ebpf_call(&c->a, BPF_FUNC_map_lookup_elem);
}

/* r9 = address of this CPU's value; to the label when there is no room */
static void find_value(struct cg *c, const struct node *agg,
		       const struct image_agg *layout, int none)
{
	struct ebpf_asm *a = &c->a;
	int found = ebpf_label(a), mark = c->stack;
	struct place key = build_key(c, agg, layout);

	lookup(c, layout->map, key);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, found);
	cg_zeros(c, R3, layout->value_size);
	cg_address_of(c, R2, key);
	ebpf_map(a, R1, layout->map);
	ebpf_mov_imm(a, R4, BPF_NOEXIST);
	ebpf_call(a, BPF_FUNC_map_update_elem);
	cg_stack_notice(c, layout);
	lookup(c, layout->map, key);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, found);
	cg_count_drop(c, offsetof(struct image_state, agg_drops));
	ebpf_jump(a, none);
	ebpf_here(a, found);
	ebpf_mov(a, R_KEEP, R0);
	cg_temp_release(c, mark);
}

static void add_imm(struct cg *c, int off, int32_t by)
{
	ebpf_mov_imm(&c->a, R1, by);
	ebpf_atomic_add(&c->a, R_KEEP, off, R1);
}

static void add_value(struct cg *c, int off, int value)
{
	ebpf_load(&c->a, 8, R1, R_STACK, value);
	ebpf_atomic_add(&c->a, R_KEEP, off, R1);
}

/*
 * The value is kept so that the greatest unsigned number is the wanted one and
 * 0 is less than any but one, which the second word tells apart from nothing.
 * A compare-and-exchange that lost its race is tried again.
 */
static void keep_extreme(struct cg *c, bool is_min, int value)
{
	struct ebpf_asm *a = &c->a;
	int done = ebpf_label(a);

	add_imm(c, 8, 1);
	ebpf_load(a, 8, R1, R_STACK, value);
	ebpf_mov_imm(a, R2, INT64_MIN);
	ebpf_alu(a, BPF_XOR, R1, R2);
	if (is_min)
		ebpf_alu_imm(a, BPF_XOR, R1, -1);
	ebpf_load(a, 8, R0, R_KEEP, 0);
	for (int tries = 0; tries < 4; tries++) {
		ebpf_jump_if(a, BPF_JGE, R0, R1, done);
		ebpf_mov(a, R2, R0);
		ebpf_atomic_cmpxchg(a, R_KEEP, 0, R1);
		ebpf_jump_if(a, BPF_JEQ, R0, R2, done);
	}
	ebpf_here(a, done);
}

/* r0 = number of a bucket: add by (a stack offset, or 0 for one) to it */
static void add_bucket(struct cg *c, uint32_t buckets, int by)
{
	struct ebpf_asm *a = &c->a;
	int out = ebpf_label(a);

	ebpf_jump_if_imm(a, BPF_JGE, R0, (int32_t)buckets, out);
	ebpf_alu_imm(a, BPF_LSH, R0, 3);
	ebpf_alu(a, BPF_ADD, R_KEEP, R0);
	if (by)
		add_value(c, 0, by);
	else
		add_imm(c, 0, 1);
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

static void update(struct cg *c, const struct image_agg *g, int value, int by)
{
	switch (g->func) {
	case AGG_COUNT:
		add_imm(c, 0, 1);
		return;
	case AGG_SUM:
		add_value(c, 0, value);
		return;
	case AGG_AVG:
		add_imm(c, 0, 1);
		add_value(c, 8, value);
		return;
	case AGG_MIN:
	case AGG_MAX:
		keep_extreme(c, g->func == AGG_MIN, value);
		return;
	case AGG_QUANTIZE:
		add_power(c, value, by);
		return;
	case AGG_LQUANTIZE:
		add_linear(c, g->params, value, by);
		return;
	default:
		return;		/* layout.c has said so */
	}
}

/* Evaluate an argument to a stack slot. */
static int argument(struct cg *c, const struct node *n)
{
	int temp = cg_temp(c, 8, n->loc);

	cg_expr(c, n);
	ebpf_store(&c->a, 8, R_STACK, temp, R0);
	return temp;
}

void cg_agg_store(struct cg *c, const struct node *n)
{
	const struct image_agg *g = &c->image->aggs.items[n->left->agg->id];
	const struct node *arg = n->right->args;
	int none = ebpf_label(&c->a), mark = c->stack, value = 0, by = 0;

	if (arg)
		value = argument(c, arg);
	if (arg && g->func == AGG_LQUANTIZE)
		for (int i = 0; arg && i < 3; i++)
			arg = arg->next;	/* low, high, step */
	if (arg && arg->next)
		by = argument(c, arg->next);
	find_value(c, n->left, g, none);
	update(c, g, value, by);
	ebpf_here(&c->a, none);
	cg_temp_release(c, mark);
}

/* bucket(r1 = value): r0 = its bucket of quantize() */
void cg_emit_bucket_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int negative = ebpf_label(a), nonzero = ebpf_label(a);
	int log = ebpf_label(a), below = ebpf_label(a);

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
