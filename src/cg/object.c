/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Structs, unions and arrays as values: in variables of D, given by
 * expressions, and what is assigned to them and their parts. A part of a
 * variable is reached by a pointer that the verifier knows; its address as a
 * number is that of kernel memory.
 */
#include "cg/impl.h"

/* ---- parts of variables -------------------------------------------- */

/* Where in the variable a part is: bytes, and a stack slot with more. */
struct part {
	uint64_t offset;
	int slot;		/* 0: none */
};

/* a[i] with an i that is known and right needs no code. */
static bool is_known_index(const struct node *n)
{
	const struct type *array = type_resolve(n->left->type);

	return n->args->kind == NODE_INT && n->args->value < array->nelems;
}

static void add_index(struct cg *c, const struct node *n, struct part *at)
{
	uint64_t size = cg_element_size(n->left->type);

	if (is_known_index(n)) {
		at->offset += n->args->value * size;
		return;
	}
	cg_expr(c, n->args);
	ebpf_alu_imm(&c->a, BPF_MUL, R0, (int32_t)size);
	if (at->slot) {
		ebpf_load(&c->a, 8, R1, R_STACK, at->slot);
		ebpf_alu(&c->a, BPF_ADD, R0, R1);
	} else {
		at->slot = cg_temp(c, 8, n->loc);
	}
	ebpf_store(&c->a, 8, R_STACK, at->slot, R0);
}

static struct part find_part(struct cg *c, const struct node *n,
			     const struct node *base)
{
	struct part at = { 0, 0 };

	for (; n != base; n = n->left) {
		if (n->kind == NODE_MEMBER)
			at.offset += n->offset;
		else
			add_index(c, n, &at);
	}
	return at;
}

/* r9 += the part's place; a fault when it is not all in the variable */
static void move_to_part(struct cg *c, const struct part *at, uint64_t size,
			 uint64_t whole)
{
	struct ebpf_asm *a = &c->a;
	bool fits = at->offset + size <= whole;
	int ok = ebpf_label(a);

	if (at->offset)
		ebpf_alu_imm(a, BPF_ADD, R_KEEP, (int32_t)at->offset);
	if (at->slot) {
		ebpf_load(a, 8, R1, R_STACK, at->slot);
		/* nothing is below 0: an array of no elements has no part */
		ebpf_jump_if_imm(a, fits ? BPF_JLE : BPF_JLT, R1, fits ?
				 (int32_t)(whole - at->offset - size) : 0, ok);
		ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R1);
		cg_fault(c, FAULT_BADADDR);
		ebpf_here(a, ok);
		ebpf_alu(a, BPF_ADD, R_KEEP, R1);
	}
}

/* What is not there reads as zeros. */
static void zeros_if_missing(struct cg *c, uint32_t size)
{
	int there = ebpf_label(&c->a);

	ebpf_jump_if_imm(&c->a, BPF_JNE, R0, 0, there);
	cg_zeros(c, R0, size);
	ebpf_here(&c->a, there);
}

/*
 * r9 = pointer to the part n of a variable. With a label the variable is made
 * if need be, and the label is for when it cannot be.
 */
static void point_at_part(struct cg *c, const struct node *n, int *missing)
{
	const struct node *base = cg_object_base(n);
	uint64_t size = type_size(n->type), whole = type_size(base->type);
	int mark = c->stack;
	struct part at = find_part(c, n, base);

	cg_storage(c, base, missing);
	if (missing)
		cg_check_storage(c, base, *missing);
	else
		zeros_if_missing(c, (uint32_t)whole);
	ebpf_mov(&c->a, R_KEEP, R0);
	move_to_part(c, &at, size, whole);
	cg_temp_release(c, mark);
}

void cg_fetch_part(struct cg *c, const struct node *n)
{
	point_at_part(c, n, NULL);
	cg_load_object(c, n, R_KEEP, 0);
}

/* Of what an expression gives it is that of a copy. */
static void copy_address(struct cg *c, const struct node *n,
			 const struct node *base)
{
	uint64_t size = type_size(n->type), whole = type_size(base->type);
	struct place copy = cg_scratch(c, (uint32_t)whole);
	int mark = c->stack;
	struct part at = find_part(c, n, base);

	cg_block(c, base, copy);
	cg_address_of(c, R_KEEP, copy);
	move_to_part(c, &at, size, whole);
	cg_temp_release(c, mark);
}

void cg_part_address(struct cg *c, const struct node *n)
{
	const struct node *base = cg_object_base(n);

	c->uses |= USES_SCRATCH;
	if (cg_is_variable(base))
		point_at_part(c, n, NULL);
	else
		copy_address(c, n, base);
	cg_number_of(c);
}

/* The object at r9 = r0; r0 is what it has then. */
static void store_object(struct cg *c, const struct node *n)
{
	const struct type_member *m = n->kind == NODE_MEMBER ? n->member : NULL;
	struct ebpf_asm *a = &c->a;
	int size = cg_int_size(n->type), above;
	uint64_t mask;

	if (!m || !m->bit_width) {
		ebpf_store(a, size, R_KEEP, 0, R0);
		return;
	}
	above = 64 - m->bit_width;
	mask = (UINT64_MAX >> above) << m->bit_offset;
	ebpf_load(a, size, R1, R_KEEP, 0);
	ebpf_mov_imm(a, R2, (int64_t)~mask);
	ebpf_alu(a, BPF_AND, R1, R2);
	ebpf_mov(a, R3, R0);
	ebpf_alu_imm(a, BPF_LSH, R3, m->bit_offset);
	ebpf_mov_imm(a, R2, (int64_t)mask);
	ebpf_alu(a, BPF_AND, R3, R2);
	ebpf_alu(a, BPF_OR, R1, R3);
	ebpf_store(a, size, R_KEEP, 0, R1);
	if (!above)
		return;
	ebpf_alu_imm(a, BPF_LSH, R0, above);
	ebpf_alu_imm(a, cg_is_signed(m->type) ? BPF_ARSH : BPF_RSH, R0, above);
}

/* ---- whole values -------------------------------------------------- */

/* One member of a struct that a translator makes at the place. */
static void translate_member(struct cg *c, const struct node *assign,
			     struct place p)
{
	const struct node *to = assign->left, *value = assign->right;
	uint32_t size = (uint32_t)type_size(to->type);
	uint32_t scratch = c->scratch;
	int mark = c->stack;

	p.off += (int)to->offset;
	if (type_is_scalar(to->type)) {
		cg_expr(c, value);
		cg_convert(c, to->type);
		cg_address_of(c, R_KEEP, p);
		store_object(c, to);
	} else if (type_is_string(to->type) &&
		   (type_is_dstring(to->type) ||
		    !type_compatible(to->type, value->type))) {
		cg_string(c, value, p, size < c->options->strsize
			  ? size : c->options->strsize);
	} else {
		cg_block(c, value, p);
	}
	cg_temp_release(c, mark);
	c->scratch = scratch;
}

static void translate(struct cg *c, const struct node *n, struct place p)
{
	cg_clear(c, p, (uint32_t)type_size(n->type));
	for (const struct node *m = n->args; m; m = m->next)
		translate_member(c, m, p);
}

static void choice(struct cg *c, const struct node *n, struct place p)
{
	int no = ebpf_label(&c->a), done = ebpf_label(&c->a);

	cg_branch(c, n->left, false, no);
	cg_block(c, n->right, p);
	ebpf_jump(&c->a, done);
	ebpf_here(&c->a, no);
	cg_block(c, n->third, p);
	ebpf_here(&c->a, done);
}

void cg_block(struct cg *c, const struct node *n, struct place p)
{
	switch (n->kind) {
	case NODE_TERNARY:
		choice(c, n, p);
		return;
	case NODE_COMMA:
		cg_effect(c, n->left);
		cg_block(c, n->right, p);
		return;
	case NODE_ASSIGN:
		cg_assign(c, n);
		cg_block(c, n->left, p);
		return;
	case NODE_XLATE:
		translate(c, n, p);
		return;
	case NODE_VAR: case NODE_INDEX: case NODE_MEMBER: case NODE_SYMBOL:
	case NODE_UNARY:
		cg_object_address(c, n);
		cg_read(c, p, (uint32_t)type_size(n->type),
			cg_object_is_user(n));
		return;
	default:
		cg_unsupported(c, n->loc, "a value of this type");
	}
}

void cg_key_block(struct cg *c, const struct node *n, struct place p)
{
	/* what rounds it up to whole words must not differ */
	ebpf_store_imm(&c->a, 8, p.reg,
		       p.off + (int)cg_key_size(c, n->type) - 8, 0);
	cg_block(c, n, p);
}

void cg_block_start(struct cg *c, const struct node *n, struct place p,
		    uint32_t size)
{
	if (size >= type_size(n->type)) {
		cg_block(c, n, p);
		return;
	}
	cg_object_address(c, n);
	cg_read(c, p, size, cg_object_is_user(n));
}

/* ---- assignment ---------------------------------------------------- */

/* r9 = pointer to the object: a part of a variable, or in the pool */
static void point_at(struct cg *c, const struct node *n, int *missing)
{
	if (cg_is_variable(cg_object_base(n))) {
		point_at_part(c, n, missing);
		return;
	}
	cg_object_address(c, n);
	ebpf_mov_imm(&c->a, R2, (int64_t)type_size(n->type));
	cg_find(c);
	ebpf_mov(&c->a, R_KEEP, R1);
}

static void assign_scalar(struct cg *c, const struct node *n, int *missing)
{
	const struct node *to = n->left;
	int value = cg_to_temp(c, n->right);

	point_at(c, to, missing);
	if (n->op != OP_ASSIGN) {
		cg_load_object(c, to, R_KEEP, 0);
		ebpf_mov(&c->a, R1, R0);
	}
	ebpf_load(&c->a, 8, R0, R_STACK, value);
	cg_new_value(c, n);
	store_object(c, to);
}

/* "text" into a char array, or a member that is a string */
static void assign_text(struct cg *c, const struct node *n, int *missing)
{
	uint64_t size = type_size(n->left->type);
	struct place text = cg_text(c, n->right);

	point_at(c, n->left, missing);
	ebpf_mov(&c->a, R1, R_KEEP);
	ebpf_mov_imm(&c->a, R2, (int64_t)(size < c->options->strsize
					  ? size : c->options->strsize));
	cg_address_of(c, R3, text);
	ebpf_call(&c->a, BPF_FUNC_probe_read_kernel_str);
}

/* s = 0: an element is freed, anything else is zeros then */
static void assign_nothing(struct cg *c, const struct node *n, int *missing)
{
	if (cg_is_variable(n->left) && n->left->kind == NODE_INDEX) {
		cg_delete_element(c, n->left);
		return;
	}
	point_at(c, n->left, missing);
	cg_clear(c, (struct place){ R_KEEP, 0 },
		 (uint32_t)type_size(n->left->type));
}

/* Is the value already where it is read from, or is a copy needed? */
static bool has_address(const struct node *n)
{
	n = cg_object_base(n);
	return cg_is_memory(n) || cg_is_variable(n);
}

static void assign_block(struct cg *c, const struct node *n, int *missing)
{
	const struct node *to = n->left, *from = n->right;
	int address = cg_temp(c, 8, n->loc);
	bool is_user = has_address(from) && cg_object_is_user(from);

	cg_object_address(c, from);
	ebpf_store(&c->a, 8, R_STACK, address, R0);
	point_at(c, to, missing);
	ebpf_load(&c->a, 8, R0, R_STACK, address);
	cg_read(c, (struct place){ R_KEEP, 0 }, (uint32_t)type_size(to->type),
		is_user);
}

void cg_assign_object(struct cg *c, const struct node *n)
{
	const struct type *to = n->left->type, *from = n->right->type;
	int mark = c->stack, missing = ebpf_label(&c->a);

	if (type_is_scalar(to))
		assign_scalar(c, n, &missing);
	else if (!cg_is_block(from) && !type_is_string(from))
		assign_nothing(c, n, &missing);
	else if (type_is_string(to) && !type_compatible(to, from))
		assign_text(c, n, &missing);
	else if (type_is_dstring(to))
		assign_text(c, n, &missing);
	else
		assign_block(c, n, &missing);
	ebpf_here(&c->a, missing);
	cg_temp_release(c, mark);
}

void cg_increment_object(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	bool is_before = n->op == OP_POST_INC || n->op == OP_POST_DEC;
	int mark = c->stack, missing = ebpf_label(a);
	int value = cg_temp(c, 8, n->loc);

	point_at(c, n->left, &missing);
	cg_load_object(c, n->left, R_KEEP, 0);
	cg_step(c, n);
	ebpf_store(a, 8, R_STACK, value, R0);
	ebpf_mov(a, R0, R1);
	store_object(c, n->left);
	if (is_before)
		ebpf_load(a, 8, R0, R_STACK, value);
	ebpf_here(a, missing);
	cg_temp_release(c, mark);
}
