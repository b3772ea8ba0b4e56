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
	/*
	 * Twice the size: the verifier adds the largest place to the largest
	 * size. Behind each piece is a NUL, for those who take it for a string.
	 */
	POOL_BYTES = 8,
	POOL_END = POOL_BYTES + 2 * POOL_SIZE + 8,
};

uint32_t cg_pool_size(void)
{
	return POOL_END;
}

int32_t cg_pool_room(uint32_t size)
{
	return size <= POOL_SIZE ? POOL_SIZE + 1 : 0;
}

void cg_pool_number(struct cg *c)
{
	struct place pool = { R_SCRATCH, (int)c->pool + POOL_BYTES };

	cg_address_of(c, R0, pool);
	ebpf_store(&c->a, 8, R_SCRATCH, (int)c->number, R0);
	ebpf_load(&c->a, 8, R0, R_SCRATCH, (int)c->number);
}

void cg_pool_reset(struct cg *c)
{
	ebpf_store_imm(&c->a, 8, R_SCRATCH, (int)c->pool + POOL_USED, 0);
}

static bool is_memory_object(const struct node *n)
{
	return cg_is_object(n) && cg_is_memory(cg_object_base(n));
}

bool cg_uses_pool(const struct node *n)
{
	if (n->kind == NODE_ASSIGN)
		return is_memory_object(n->left);
	if (n->kind == NODE_UNARY)
		return n->op >= OP_PRE_INC && n->op <= OP_POST_DEC &&
		       is_memory_object(n->left);
	if (n->kind != NODE_CALL)
		return false;
	switch (n->builtin->id) {
	case BI_ALLOCA: case BI_BCOPY: case BI_COPYIN: case BI_COPYINTO:
		return true;
	default:
		return false;
	}
}

void cg_number_of(struct cg *c)
{
	ebpf_store(&c->a, 8, R_SCRATCH, (int)c->number, R_KEEP);
	ebpf_load(&c->a, 8, R0, R_SCRATCH, (int)c->number);
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
	cg_number_of(c);
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
	cg_number_of(c);
	cg_temp_release(c, mark);
}

void cg_find(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	struct place pool = { R_SCRATCH, (int)c->pool + POOL_BYTES };
	int ok = ebpf_label(a), bad = ebpf_label(a);

	c->uses |= USES_SCRATCH;
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R0);
	ebpf_mov(a, R1, R0);
	cg_address_of(c, R_KEEP, pool);
	cg_number_of(c);
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

/* cg_find() has seen that the size is not more than the pool's. */
static void read_own(struct cg *c)
{
	cg_check_kernel_read(c, POOL_SIZE);
	ebpf_call(&c->a, BPF_FUNC_probe_read_kernel);
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
	cg_find(c);
	ebpf_load(a, 8, R3, R_STACK, from);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	if (is_user)
		cg_call_sub(c, SUB_USER_READ);
	else
		read_own(c);
	cg_fault_if_negative(c);
	cg_temp_release(c, mark);
}
