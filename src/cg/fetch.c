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

bool cg_object_is_user(const struct node *n)
{
	return n->kind != NODE_SYMBOL && cg_is_user(n->left->type);
}

bool cg_is_object(const struct node *n)
{
	while (n->kind == NODE_MEMBER)
		n = n->left;
	if (n->kind == NODE_INDEX)
		return !(n->left->kind == NODE_VAR && n->left->var->is_array);
	return n->kind == NODE_SYMBOL ||
	       (n->kind == NODE_UNARY && n->op == OP_DEREF);
}

void cg_read(struct cg *c, struct place p, uint32_t size, bool is_user)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R0);
	ebpf_mov(a, R3, R0);
	cg_address_of(c, R1, p);
	ebpf_mov_imm(a, R2, size);
	if (is_user)
		cg_call_sub(c, SUB_USER_READ);
	else
		ebpf_call(a, BPF_FUNC_probe_read_kernel);
	cg_fault_if_negative(c);
}

/* p[i] */
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

	for (; n->kind == NODE_MEMBER; n = n->left)
		offset += n->offset;
	if (!cg_is_object(n))
		cg_unsupported(c, n->loc, "a part of this");
	else if (n->kind == NODE_INDEX)
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

void cg_fetch(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	const struct type *t = type_resolve(n->type);
	bool has_bits = n->kind == NODE_MEMBER && n->member->bit_width;
	int mark, size = cg_int_size(t);
	struct place temp = { R_STACK, 0 };

	cg_object_address(c, n);
	if (t->kind == TYPE_ARRAY)
		return;
	if (!type_is_scalar(t)) {
		cg_unsupported(c, n->loc, "a value of this type");
		return;
	}
	mark = c->stack;
	temp.off = cg_temp(c, 8, n->loc);
	cg_read(c, temp, (uint32_t)size, cg_object_is_user(n));
	ebpf_load(a, size, R0, R_STACK, temp.off);
	if (has_bits)
		bit_field(c, n->member);
	else
		ebpf_extend(a, R0, size, cg_is_signed(t));
	cg_temp_release(c, mark);
}
