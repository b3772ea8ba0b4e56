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
		cg_who(c);
		ebpf_alu_imm(a, BPF_RSH, R0, 32);
		ebpf_store(a, 4, p.reg, p.off + 4, R0);
	}
}

static void build_key(struct cg *c, const struct node *agg,
		      const struct image_agg *layout, struct place key)
{
	struct place p = key;
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
		} else if (f->kind == FIELD_BYTES) {
			cg_key_block(c, k, p);
		} else if (f->kind != FIELD_INT) {
			cg_stack_store(c, k, f, p);
		} else {
			cg_expr(c, k);
			ebpf_store(&c->a, 8, p.reg, p.off, R0);
		}
	}
}

/* ---- what the consumer counts: its key is made of a copied stack ------- */

#define BEFORE_KEY ((uint32_t)(sizeof(struct record_header) + \
			       sizeof(struct record_agg)))

/* Does the clause copy stacks, and the aggregation have one as a key? */
static bool may_send(struct cg *c, const struct image_agg *layout)
{
	return c->copied && cg_has_user_stack(layout);
}

/* Where the record is built of which the key is a part. */
static struct place record_of(struct place key)
{
	key.off -= (int)BEFORE_KEY;
	return key;
}

static struct place room_for_key(struct cg *c, const struct node *agg,
				 const struct image_agg *layout)
{
	struct place p;

	if (!may_send(c, layout))
		return cg_room(c, layout->key_size, agg->loc);
	p = cg_scratch(c, BEFORE_KEY + layout->key_size + layout->value_size);
	p.off += (int)BEFORE_KEY;
	return p;
}

/*
 * When the stack was copied, r9 = a value that stands for nothing yet, behind
 * the key, and to the label.
 */
static void use_own_value(struct cg *c, const struct image_agg *layout,
			  struct place key, int found)
{
	struct ebpf_asm *a = &c->a;
	struct place value = { key.reg, key.off + (int)layout->key_size };
	int in_map = ebpf_label(a);

	if (!may_send(c, layout))
		return;
	ebpf_load(a, 8, R0, R_STACK, c->copied);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, in_map);
	cg_clear(c, value, layout->value_size);
	cg_address_of(c, R0, value);
	ebpf_jump(a, found);
	ebpf_here(a, in_map);
}

/* Then that value is what this firing adds. */
static void send_value(struct cg *c, const struct node *agg,
		       const struct image_agg *layout, struct place key)
{
	struct ebpf_asm *a = &c->a;
	struct place record = record_of(key), p = key;
	int at = record.off + (int)sizeof(struct record_header);
	int done = ebpf_label(a);
	size_t i = 0;

	if (!may_send(c, layout))
		return;
	ebpf_load(a, 8, R0, R_STACK, c->copied);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, done);
	for (const struct node *k = agg->args; k; k = k->next, i++) {
		p.off = key.off + (int)layout->keys[i].offset;
		if (cg_stack_key_size(c, k))
			cg_stack_wanted(c, k, p);
	}
	ebpf_store_imm(a, 4, key.reg,
		       at + (int)offsetof(struct record_agg, agg),
		       agg->agg->id);
	cg_who(c);
	ebpf_store(a, 4, key.reg, at + (int)offsetof(struct record_agg, thread),
		   R0);
	cg_send(c, RECORD_AGG, record, (uint32_t)sizeof(struct record_agg) +
		layout->key_size + layout->value_size, false);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, done);
	cg_count_drop(c, offsetof(struct image_state, agg_drops));
	ebpf_here(a, done);
}

/* ---- what the kernel counts ---------------------------------------- */

static void lookup(struct cg *c, int map, struct place key)
{
	cg_address_of(c, R2, key);
	ebpf_map(&c->a, R1, map);
	ebpf_call(&c->a, BPF_FUNC_map_lookup_elem);
}

/* r9 = address of this CPU's value; to the label when there is no room */
static void find_value(struct cg *c, const struct image_agg *layout,
		       struct place key, int none)
{
	struct ebpf_asm *a = &c->a;
	int found = ebpf_label(a);

	use_own_value(c, layout, key, found);
	lookup(c, layout->map, key);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, found);
	cg_zeros(c, R3, layout->value_size);
	cg_address_of(c, R2, key);
	ebpf_map(a, R1, layout->map);
	ebpf_mov_imm(a, R4, BPF_NOEXIST);
	ebpf_call(a, BPF_FUNC_map_update_elem);
	if (cg_has_user_addresses(layout))
		cg_learn_process(c);
	lookup(c, layout->map, key);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, found);
	cg_count_drop(c, offsetof(struct image_state, agg_drops));
	ebpf_jump(a, none);
	ebpf_here(a, found);
	ebpf_mov(a, R_KEEP, R0);
}

void cg_add_imm(struct cg *c, int off, int32_t by)
{
	ebpf_mov_imm(&c->a, R1, by);
	ebpf_atomic_add(&c->a, R_KEEP, off, R1);
}

void cg_add_value(struct cg *c, int off, int value)
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

	cg_add_imm(c, 8, 1);
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

/*
 * Add the square of the value to the 128 bits at off, of which the lower half
 * comes first: with h and l the halves of its magnitude, h*h * 2^64 +
 * 2*h*l * 2^32 + l*l. A carry is known by a sum that is less than its part.
 */
static void add_square(struct cg *c, int off, int value)
{
	struct ebpf_asm *a = &c->a;
	int positive = ebpf_label(a), exact = ebpf_label(a);
	int done = ebpf_label(a);

	ebpf_load(a, 8, R1, R_STACK, value);
	ebpf_jump_if_imm(a, BPF_JSGE, R1, 0, positive);
	ebpf_neg(a, R1);
	ebpf_here(a, positive);
	ebpf_mov(a, R2, R1);
	ebpf_alu_imm(a, BPF_RSH, R2, 32);	/* h */
	ebpf_extend(a, R1, 4, false);		/* l */
	ebpf_mov(a, R3, R1);
	ebpf_alu(a, BPF_MUL, R3, R1);		/* l*l */
	ebpf_alu(a, BPF_MUL, R1, R2);
	ebpf_alu_imm(a, BPF_LSH, R1, 1);	/* 2*h*l: h is 2^31 at most */
	ebpf_alu(a, BPF_MUL, R2, R2);		/* h*h */
	ebpf_mov(a, R4, R1);
	ebpf_alu_imm(a, BPF_RSH, R4, 32);
	ebpf_alu(a, BPF_ADD, R2, R4);
	ebpf_alu_imm(a, BPF_LSH, R1, 32);
	ebpf_alu(a, BPF_ADD, R1, R3);		/* the lower half */
	ebpf_jump_if(a, BPF_JGE, R1, R3, exact);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_here(a, exact);
	ebpf_mov(a, R3, R1);
	ebpf_atomic_fetch_add(a, R_KEEP, off, R3);	/* r3: before */
	ebpf_alu(a, BPF_ADD, R3, R1);
	ebpf_jump_if(a, BPF_JGE, R3, R1, done);
	ebpf_alu_imm(a, BPF_ADD, R2, 1);
	ebpf_here(a, done);
	ebpf_atomic_add(a, R_KEEP, off + 8, R2);
}

static void update(struct cg *c, const struct image_agg *g, int value, int by)
{
	switch (g->func) {
	case AGG_COUNT:
		cg_add_imm(c, 0, 1);
		return;
	case AGG_SUM:
		cg_add_value(c, 0, value);
		return;
	case AGG_AVG:
		cg_add_imm(c, 0, 1);
		cg_add_value(c, 8, value);
		return;
	case AGG_MIN:
	case AGG_MAX:
		keep_extreme(c, g->func == AGG_MIN, value);
		return;
	case AGG_STDDEV:
		cg_add_imm(c, 0, 1);
		cg_add_value(c, 8, value);
		add_square(c, 16, value);
		return;
	case AGG_QUANTIZE:
	case AGG_LQUANTIZE:
	case AGG_LLQUANTIZE:
		cg_add_bucket(c, g, value, by);
		return;
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

/* Constants between the value and its increment. */
static int nparams(enum agg_func func)
{
	return func == AGG_LQUANTIZE ? 3 : func == AGG_LLQUANTIZE ? 4 : 0;
}

void cg_agg_store(struct cg *c, const struct node *n)
{
	const struct image_agg *g = &c->image->aggs.items[n->left->agg->id];
	const struct node *arg = n->right->args;
	struct place key;
	int none = ebpf_label(&c->a), mark = c->stack, value = 0, by = 0;

	if (arg)
		value = argument(c, arg);
	for (int i = 0; arg && i < nparams(g->func); i++)
		arg = arg->next;
	if (arg && arg->next)
		by = argument(c, arg->next);
	key = room_for_key(c, n->left, g);
	build_key(c, n->left, g, key);
	find_value(c, g, key, none);
	update(c, g, value, by);
	send_value(c, n->left, g, key);
	ebpf_here(&c->a, none);
	cg_temp_release(c, mark);
}
