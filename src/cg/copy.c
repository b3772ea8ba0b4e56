/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory that a program asks for: alloca(), copyin(), and what writes into it.
 * It comes from a pool in the thread's scratch memory, which is empty when a
 * firing begins. Its addresses are handed out as plain numbers, so that D may
 * calculate with them; they are read as any address of the kernel is, and what
 * is written must be in the pool.
 */
#include "cg/impl.h"

#define POOL_SIZE 4096

/* The pool, as offsets in scratch memory. */
enum pool {
	POOL_USED = 0,
	POOL_ADDRESS = 8,	/* a pointer, until it is a number */
	/*
	 * Twice the size: the verifier adds the largest place to the largest
	 * size. Behind each piece is a NUL, for those who take it for a string.
	 */
	POOL_BYTES = 16,
	POOL_END = POOL_BYTES + 2 * POOL_SIZE + 8,
};

uint32_t cg_pool_size(void)
{
	return POOL_END;
}

void cg_pool_reset(struct cg *c)
{
	ebpf_store_imm(&c->a, 8, R_SCRATCH, (int)c->pool + POOL_USED, 0);
}

bool cg_uses_pool(const struct node *n)
{
	if (n->kind == NODE_ASSIGN)
		return cg_is_object(n->left);
	if (n->kind == NODE_UNARY)
		return n->op >= OP_PRE_INC && n->op <= OP_POST_DEC &&
		       cg_is_object(n->left);
	if (n->kind != NODE_CALL)
		return false;
	switch (n->builtin->id) {
	case BI_ALLOCA: case BI_BCOPY: case BI_COPYIN: case BI_COPYINTO:
		return true;
	default:
		return false;
	}
}

/* r0 = the pointer r9 as a number */
static void address_of_pointer(struct cg *c)
{
	int at = (int)c->pool + POOL_ADDRESS;

	ebpf_store(&c->a, 8, R_SCRATCH, at, R_KEEP);
	ebpf_load(&c->a, 8, R0, R_SCRATCH, at);
}

/* r9 = pointer to r0 new bytes of the pool, or a fault; r0 stays */
static void take(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int used = (int)c->pool + POOL_USED;
	int ok = ebpf_label(a), full = ebpf_label(a);

	c->uses |= USES_SCRATCH;
	ebpf_load(a, 8, R_KEEP, R_SCRATCH, used);
	ebpf_jump_if_imm(a, BPF_JGT, R_KEEP, POOL_SIZE, full);
	ebpf_jump_if_imm(a, BPF_JGT, R0, POOL_SIZE, full);
	ebpf_mov(a, R1, R_KEEP);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_jump_if_imm(a, BPF_JLE, R1, POOL_SIZE, ok);
	ebpf_here(a, full);
	cg_fault(c, FAULT_NOSCRATCH);
	ebpf_here(a, ok);
	/* to the next word, behind the NUL */
	ebpf_alu_imm(a, BPF_ADD, R1, 8);
	ebpf_alu_imm(a, BPF_AND, R1, -8);
	ebpf_store(a, 8, R_SCRATCH, used, R1);
	ebpf_alu(a, BPF_ADD, R_KEEP, R_SCRATCH);
	ebpf_alu_imm(a, BPF_ADD, R_KEEP, (int)c->pool + POOL_BYTES);
	ebpf_mov(a, R1, R_KEEP);
	ebpf_alu(a, BPF_ADD, R1, R0);
	ebpf_store_imm(a, 1, R1, 0, 0);
}

void cg_alloca(struct cg *c, const struct node *n)
{
	cg_expr(c, n->args);
	take(c);
	address_of_pointer(c);
}

/* copyin(address, size) */
void cg_copyin(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, from = cg_to_temp(c, n->args);

	cg_expr(c, n->args->next);
	take(c);
	ebpf_mov(a, R1, R_KEEP);
	ebpf_mov(a, R2, R0);
	ebpf_load(a, 8, R3, R_STACK, from);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	cg_call_sub(c, SUB_USER_READ);
	cg_fault_if_negative(c);
	address_of_pointer(c);
	cg_temp_release(c, mark);
}

/*
 * r1 = pointer to the pool's memory at address r0, for r2 bytes; a fault when
 * they are not all in it. The address becomes SLOT_ADDRESS.
 */
static void find(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	struct place pool = { R_SCRATCH, (int)c->pool + POOL_BYTES };
	int ok = ebpf_label(a), bad = ebpf_label(a);

	c->uses |= USES_SCRATCH;
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R0);
	ebpf_mov(a, R1, R0);
	cg_address_of(c, R_KEEP, pool);
	address_of_pointer(c);
	ebpf_alu(a, BPF_SUB, R1, R0);
	ebpf_jump_if_imm(a, BPF_JGT, R1, POOL_SIZE, bad);
	ebpf_jump_if_imm(a, BPF_JGT, R2, POOL_SIZE, bad);
	ebpf_mov(a, R3, R1);
	ebpf_alu(a, BPF_ADD, R3, R2);
	ebpf_jump_if_imm(a, BPF_JLE, R3, POOL_SIZE, ok);
	ebpf_here(a, bad);
	cg_fault(c, FAULT_BADADDR);
	ebpf_here(a, ok);
	ebpf_alu(a, BPF_ADD, R1, R_KEEP);
}

/* copyinto(from, size, to) reads the process, bcopy(from, to, size) us. */
void cg_copy(struct cg *c, const struct node *n)
{
	struct ebpf_asm *a = &c->a;
	bool is_user = n->builtin->id == BI_COPYINTO;
	const struct node *second = n->args->next, *third = second->next;
	int mark = c->stack, from = cg_to_temp(c, n->args);
	int size = cg_to_temp(c, is_user ? second : third);

	cg_expr(c, is_user ? third : second);
	ebpf_load(a, 8, R2, R_STACK, size);
	find(c);
	ebpf_load(a, 8, R3, R_STACK, from);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	if (is_user)
		cg_call_sub(c, SUB_USER_READ);
	else
		ebpf_call(a, BPF_FUNC_probe_read_kernel);
	cg_fault_if_negative(c);
	cg_temp_release(c, mark);
}

/* ---- assignment --------------------------------------------------- */

static bool can_store(struct cg *c, const struct node *n)
{
	if (type_is_scalar(n->type) && !cg_object_is_user(n) &&
	    !(n->kind == NODE_MEMBER && n->member->bit_width))
		return true;
	cg_unsupported(c, n->loc, "an assignment to this");
	return false;
}

/* r9 = pointer to the object, which must be in the pool */
static void point_at(struct cg *c, const struct node *n)
{
	cg_object_address(c, n);
	ebpf_mov_imm(&c->a, R2, cg_int_size(n->type));
	find(c);
	ebpf_mov(&c->a, R_KEEP, R1);
}

/* reg = the object at r9 */
static void load_object(struct cg *c, int reg, const struct type *t)
{
	ebpf_load(&c->a, cg_int_size(t), reg, R_KEEP, 0);
	ebpf_extend(&c->a, reg, cg_int_size(t), cg_is_signed(t));
}

void cg_assign_object(struct cg *c, const struct node *n)
{
	const struct node *to = n->left;
	int mark = c->stack, value;

	if (!can_store(c, to))
		return;
	value = cg_to_temp(c, n->right);
	point_at(c, to);
	if (n->op != OP_ASSIGN)
		load_object(c, R1, to->type);
	ebpf_load(&c->a, 8, R0, R_STACK, value);
	cg_new_value(c, n);
	ebpf_store(&c->a, cg_int_size(to->type), R_KEEP, 0, R0);
	cg_temp_release(c, mark);
}

void cg_increment_object(struct cg *c, const struct node *n)
{
	if (!can_store(c, n->left))
		return;
	point_at(c, n->left);
	load_object(c, R0, n->left->type);
	cg_step(c, n);
	ebpf_store(&c->a, cg_int_size(n->left->type), R_KEEP, 0, R1);
}
