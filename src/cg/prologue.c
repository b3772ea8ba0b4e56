/* SPDX-License-Identifier: BSD-2-Clause */
/* What stands before the clauses of a program, or of a part of one. */
#include "cg/str.h"

#include <stddef.h>

static void find_site(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;

	if (unit_is_syscall(c->unit->kind)) {
		cg_find_syscall(c, out);
		return;
	}
	if (c->unit->kind == PROG_TRACEPOINT)
		cg_check_trace(c, out);
	if (c->unit->sites.len == 1) {
		ebpf_store_imm(a, 8, R_STACK, SLOT_SITE,
			       (int32_t)c->unit->sites.items[0]);
		return;
	}
	ebpf_mov(a, R1, R_CTX);
	ebpf_call(a, BPF_FUNC_get_attach_cookie);
	ebpf_store(a, 8, R_STACK, SLOT_SITE, R0);
}

static void find_entry(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;

	ebpf_map(a, R1, cg_map(c, MAP_SITES));
	ebpf_mov(a, R2, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R2, SLOT_SITE);
	ebpf_call(a, BPF_FUNC_map_lookup_elem);
	ebpf_jump_if_imm(a, BPF_JEQ, R0, 0, out);
	ebpf_store(a, 8, R_STACK, SLOT_ENTRY, R0);
}

static void find_scratch(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;
	int ok = ebpf_label(a);

	ebpf_call(a, BPF_FUNC_get_current_task_btf);
	ebpf_mov(a, R2, R0);
	ebpf_map(a, R1, cg_map(c, MAP_SCRATCH));
	ebpf_mov_imm(a, R3, 0);
	ebpf_mov_imm(a, R4, BPF_LOCAL_STORAGE_GET_F_CREATE);
	ebpf_call(a, BPF_FUNC_task_storage_get);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, ok);
	cg_count_drop(c, offsetof(struct image_state, dyn_drops));
	ebpf_jump(a, out);
	ebpf_here(a, ok);
	ebpf_mov(a, R_SCRATCH, R0);
}

/* Clause-local variables and strtok() start empty in each firing. */
static void clear_this(struct cg *c)
{
	for (int off = SLOT_LAST - 8; off >= c->this_stack; off -= 8)
		ebpf_store_imm(&c->a, 8, R_STACK, off, 0);
	if (!(c->uses & USES_SCRATCH))
		return;
	for (const struct variable *v = c->in->program->variables; v;
	     v = v->next) {
		const struct var_place *p = cg_place(c, v);

		if (v->scope != SCOPE_THIS || (int32_t)p->offset < 0)
			continue;
		cg_clear(c, (struct place){ R_SCRATCH, (int)p->offset },
			 cg_is_block(v->type) ? cg_key_size(c, v->type) : 8);
	}
	if (c->has_token)
		cg_token_reset(c);
	if (c->has_pool)
		cg_pool_reset(c);
}

/*
 * A program stays on its CPU. The kernel writes this call out in place, which
 * takes it long where it is one of a thousand: so a part has it once.
 */
void cg_cpu(struct cg *c)
{
	if (c->cpu)
		ebpf_load(&c->a, 8, R0, R_STACK, c->cpu);
	else
		ebpf_call(&c->a, BPF_FUNC_get_smp_processor_id);
	c->uses |= USES_CPU;
}

static void find_memory(struct cg *c, int out)
{
	if (c->uses & USES_ENTRY)
		find_entry(c, out);
	if (c->uses & USES_SCRATCH)
		find_scratch(c, out);
}

static bool is_last_word(const struct image_run *run)
{
	return run && run->when == RUN_END;
}

void cg_prologue(struct cg *c, int out)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R_CTX, R1);
	if (c->options->has_cpu && c->unit->kind != PROG_RUN) {
		ebpf_call(a, BPF_FUNC_get_smp_processor_id);
		ebpf_jump_if_imm(a, BPF_JNE, R0, c->options->cpu, out);
	}
	find_site(c, out);
	if (!is_last_word(c->unit->run)) {
		cg_state(c, R1, offsetof(struct image_state, exiting));
		ebpf_load(a, 8, R0, R1, 0);
		ebpf_jump_if_imm(a, BPF_JNE, R0, 0, out);
	}
	cg_check_namespace(c, out);
	cg_check_owner(c, out);
	ebpf_store_imm(a, 8, R_STACK, SLOT_FAULT, FAULT_NONE);
	ebpf_store_imm(a, 8, R_STACK, SLOT_ADDRESS, 0);
	if (c->in->nevents)
		ebpf_store_imm(a, 8, R_STACK, SLOT_KEEP, 0);
	if (c->uses & USES_TIME) {
		ebpf_call(a, BPF_FUNC_ktime_get_ns);
		ebpf_store(a, 8, R_STACK, SLOT_TIME, R0);
	}
	find_memory(c, out);
	clear_this(c);
}

/* ---- of a part ------------------------------------------------- */

/* What a part shares with the program: what lies in the frame from here on. */
static bool is_shared(const struct cg *c, int off)
{
	return off == SLOT_SITE ||
	       (off == SLOT_KEEP && c->in->nevents) ||
	       (off == SLOT_TIME && c->uses & USES_TIME) ||
	       off < SLOT_LAST;
}

/* Kernels before 6.3 want all of it written. */
void cg_share_frame(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store_imm(a, 8, R_STACK, SLOT_ENTRY, 0);
	if (!c->in->nevents)
		ebpf_store_imm(a, 8, R_STACK, SLOT_KEEP, 0);
	if (!(c->uses & USES_TIME))
		ebpf_store_imm(a, 8, R_STACK, SLOT_TIME, 0);
}

void cg_part_prologue(struct cg *c, int frame, int out)
{
	struct ebpf_asm *a = &c->a;

	ebpf_mov(a, R_CTX, R1);
	ebpf_store(a, 8, R_STACK, frame, R2);
	for (int off = SLOT_SITE; off >= c->this_stack; off -= 8) {
		if (!is_shared(c, off))
			continue;
		ebpf_load(a, 8, R0, R2, off - c->this_stack);
		ebpf_store(a, 8, R_STACK, off, R0);
	}
	ebpf_store_imm(a, 8, R_STACK, SLOT_FAULT, FAULT_NONE);
	ebpf_store_imm(a, 8, R_STACK, SLOT_ADDRESS, 0);
	if (c->uses & USES_CPU) {
		ebpf_call(a, BPF_FUNC_get_smp_processor_id);
		ebpf_store(a, 8, R_STACK, c->cpu, R0);
	}
	find_memory(c, out);
}

void cg_part_epilogue(struct cg *c, int frame)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R1, R_STACK, frame);
	for (int off = SLOT_LAST; off >= c->this_stack; off -= 8) {
		if (off == SLOT_KEEP && !c->in->nevents)
			continue;
		ebpf_load(a, 8, R0, R_STACK, off);
		ebpf_store(a, 8, R1, off - c->this_stack, R0);
	}
}
