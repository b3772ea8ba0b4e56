/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Clauses in parts. The verifier keeps in mind each branch that it has not
 * followed yet, 8192 at most, and newer kernels take more than twice the time
 * for a function of twice the length. So what is longer than some thousand
 * instructions becomes several functions, each of some clauses, which are
 * verified one by one. They have the same frame as the program, and get from
 * the program's what they share: what fired, when, and clause-local variables.
 */
#include "cg/impl.h"

#define WHOLE_MAX 8192		/* instructions that need no parts */
#define PART_SIZE 2048
#define PARTS_MAX 200		/* the kernel takes 256 functions */

bool cg_wants_parts(struct cg *c)
{
	c->part_size = c->a.code.len / PARTS_MAX;
	if (c->part_size < PART_SIZE)
		c->part_size = PART_SIZE;
	return c->a.code.len > WHOLE_MAX;
}

/* The clause behind those that make one part, from clause i on. */
static size_t end_of_part(const struct cg *c, const struct unit *u, size_t i)
{
	size_t size = u->clauses.items[i++].size;

	while (i < u->clauses.len &&
	       size + u->clauses.items[i].size <= c->part_size)
		size += u->clauses.items[i++].size;
	return i;
}

void cg_call_parts(struct cg *c, const struct unit *u)
{
	for (size_t i = 0, end; i < u->clauses.len; i = end) {
		int label = ebpf_label(&c->a);

		end = end_of_part(c, u, i);
		*vec_push(&c->parts) = (struct clause_part){ u, i, end, label };
		ebpf_mov(&c->a, R1, R_CTX);
		ebpf_mov(&c->a, R2, R_STACK);
		ebpf_alu_imm(&c->a, BPF_ADD, R2, c->this_stack);
		ebpf_call_local(&c->a, label);
	}
}

static void emit_part(struct cg *c, const struct clause_part *p)
{
	struct ebpf_asm *a = &c->a;
	int start = ebpf_label(a), body = ebpf_label(a), out = ebpf_label(a);
	int frame;

	c->unit = p->unit;
	c->uses = 0;
	c->stack = c->this_stack;
	frame = c->stack -= 8;
	c->cpu = c->stack -= 8;
	cg_start_sub(c, "clauses", p->label);
	cg_sub_takes(c, 2, (uint32_t[]){
		     FUNCTION_CONTEXT, (uint32_t)-c->this_stack });
	ebpf_jump(a, start);
	ebpf_here(a, body);
	for (size_t i = p->from; i < p->to && !diags_full(c->diags); i++)
		cg_clause(c, &p->unit->clauses.items[i]);
	ebpf_here(a, out);
	cg_part_epilogue(c, frame);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
	ebpf_here(a, start);
	cg_part_prologue(c, frame, out);
	ebpf_jump(a, body);
}

void cg_emit_parts(struct cg *c)
{
	for (size_t i = 0; i < c->parts.len; i++)
		emit_part(c, &c->parts.items[i]);
	c->cpu = 0;
	c->unit = c->units[0];
}
