/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * C objects in memory, of the kernel or of the process: *p, p[i], p->member.
 * Memory that copyin() and alloca() give is the kernel's.
 */
#include "cg/impl.h"

#include "base/bug.h"

/* Of an array it is the elements that are qualified. */
static bool is_qualified(const struct type *t)
{
	while (type_resolve(t)->kind == TYPE_ARRAY)
		t = type_resolve(t)->base;
	return type_qualifiers(t) & QUAL_USERLAND;
}

bool cg_is_user(const struct type *t)
{
	const struct type *r = type_resolve(t);

	if (is_qualified(t))
		return true;
	/* userland struct x *: qualified is what it points at */
	return r->kind == TYPE_POINTER &&
	       type_resolve(r->base)->kind != TYPE_POINTER &&
	       is_qualified(r->base);
}

/* A struct, a union or an array: what no register holds. */
bool cg_is_block(const struct type *t)
{
	return type_is_aggregate(t) || type_resolve(t)->kind == TYPE_ARRAY;
}

bool cg_is_variable(const struct node *n)
{
	return n->kind == NODE_VAR ||
	       (n->kind == NODE_INDEX && n->left->kind == NODE_VAR &&
		n->left->var->is_array);
}

bool cg_is_object(const struct node *n)
{
	switch (n->kind) {
	case NODE_MEMBER: case NODE_SYMBOL:
		return true;
	case NODE_UNARY:
		return n->op == OP_DEREF;
	case NODE_INDEX:
		return !cg_is_variable(n) || cg_is_block(n->type);
	default:
		return n->type && cg_is_block(n->type);
	}
}

const struct node *cg_object_base(const struct node *n)
{
	while (n->kind == NODE_MEMBER ||
	       (n->kind == NODE_INDEX && !cg_is_variable(n) &&
		type_resolve(n->left->type)->kind == TYPE_ARRAY))
		n = n->left;
	return n;
}

bool cg_is_memory(const struct node *base)
{
	return base->kind == NODE_SYMBOL ||
	       (base->kind == NODE_UNARY && base->op == OP_DEREF) ||
	       (base->kind == NODE_INDEX && !cg_is_variable(base));
}

bool cg_object_is_user(const struct node *n)
{
	n = cg_object_base(n);
	return cg_is_memory(n) && n->kind != NODE_SYMBOL &&
		cg_is_user(n->left->type);
}

bool cg_leads_to_user(const struct node *n)
{
	return type_resolve(n->type)->kind == TYPE_ARRAY && cg_is_object(n)
		? cg_object_is_user(n) : cg_is_user(n->type);
}

void cg_read(struct cg *c, struct place p, uint32_t size, bool is_user)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R0);
	ebpf_mov(a, R3, R0);
	cg_address_of(c, R1, p);
	ebpf_mov_imm(a, R2, size);
	if (is_user) {
		cg_call_sub(c, SUB_USER_READ);
	} else {
		cg_check_kernel_read(c, size);
		ebpf_call(a, BPF_FUNC_probe_read_kernel);
	}
	cg_fault_if_negative(c);
}

/* p[i], a[i] */
static void element_address(struct cg *c, const struct node *n)
{
	uint64_t size = cg_element_size(n->left->type);

	cg_operands(c, n->left, n->args);
	if (size > 1)
		ebpf_alu_imm(&c->a, BPF_MUL, R0, (int32_t)size);
	ebpf_alu(&c->a, BPF_ADD, R0, R1);
}

void cg_object_address(struct cg *c, const struct node *n)
{
	uint64_t offset = 0;

	if (!cg_is_memory(cg_object_base(n))) {
		cg_part_address(c, n);
		return;
	}
	for (; n->kind == NODE_MEMBER; n = n->left)
		offset += n->offset;
	if (n->kind == NODE_INDEX)
		element_address(c, n);
	else if (n->kind == NODE_SYMBOL)
		ebpf_mov_imm(&c->a, R0, (int64_t)n->value);
	else
		cg_expr(c, n->left);
	if (offset)
		ebpf_alu_imm(&c->a, BPF_ADD, R0, (int32_t)offset);
}

/* r0: the unit that the bit-field is in */
static void bit_field(struct cg *c, const struct type_member *m)
{
	int above = 64 - m->bit_offset - m->bit_width;

	if (above)
		ebpf_alu_imm(&c->a, BPF_LSH, R0, above);
	ebpf_alu_imm(&c->a, cg_is_signed(m->type) ? BPF_ARSH : BPF_RSH, R0,
		     64 - m->bit_width);
}

void cg_load_object(struct cg *c, const struct node *n, int reg, int off)
{
	int size = cg_int_size(n->type);

	ebpf_load(&c->a, size, R0, reg, off);
	if (n->kind == NODE_MEMBER && n->member->bit_width)
		bit_field(c, n->member);
	else
		ebpf_extend(&c->a, R0, size, cg_is_signed(n->type));
}

void cg_fetch(struct cg *c, const struct node *n)
{
	const struct type *t = type_resolve(n->type);
	int mark = c->stack, size = cg_int_size(t);
	struct place temp = { R_STACK, 0 };

	if (t->kind == TYPE_ARRAY) {
		cg_object_address(c, n);
	} else if (!type_is_scalar(t) && !cg_is_float(t)) {
		cg_unsupported(c, n->loc, "a value of this type");
	} else if (cg_is_variable(cg_object_base(n))) {
		cg_fetch_part(c, n);
	} else {
		cg_object_address(c, n);
		temp.off = cg_temp(c, 8, n->loc);
		cg_read(c, temp, (uint32_t)size, cg_object_is_user(n));
		cg_load_object(c, n, R_STACK, temp.off);
	}
	cg_temp_release(c, mark);
}
