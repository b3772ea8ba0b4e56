/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults. One ends its clause and leaves what it is in two slots of the stack.
 * Behind the clause it is reported, and the clauses of ERROR stand there too:
 * they run in the thread that failed, before the next clause. They share its
 * clause-local variables; a fault of theirs is reported and fires nothing.
 */
#include "cg/impl.h"

#include <stddef.h>

int32_t cg_fault_code(const struct cg *c, enum fault_kind kind)
{
	return (int32_t)(kind | c->statement << 8);
}

void cg_fault(struct cg *c, enum fault_kind kind)
{
	if (kind != FAULT_BADADDR)
		ebpf_store_imm(&c->a, 8, R_STACK, SLOT_ADDRESS, 0);
	ebpf_store_imm(&c->a, 8, R_STACK, SLOT_FAULT,
		       cg_fault_code(c, kind));
	ebpf_jump(&c->a, c->fault_label);
}

void cg_fault_if_negative(struct cg *c)
{
	int ok = ebpf_label(&c->a);

	ebpf_jump_if_imm(&c->a, BPF_JSGE, R0, 0, ok);
	cg_fault(c, FAULT_BADADDR);
	ebpf_here(&c->a, ok);
}

/* Report the clause's fault to the consumer. */
void cg_report(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_load(a, 8, R1, R_STACK, SLOT_SITE);
	ebpf_mov_imm(a, R2, c->clause->id);
	ebpf_load(a, 8, R3, R_STACK, SLOT_FAULT);
	ebpf_load(a, 8, R4, R_STACK, SLOT_ADDRESS);
	if (c->options->temporal) {
		c->uses |= USES_TIME;
		ebpf_load(a, 8, R5, R_STACK, SLOT_TIME);
	} else {
		ebpf_mov_imm(a, R5, 0);
	}
	cg_call_sub(c, SUB_REPORT);
}

/* ---- ERROR ----------------------------------------------------- */

/* What ERROR is about lies in temporaries while its clauses run. */
enum about { ABOUT_FAULT = 0, ABOUT_ADDRESS = 8, ABOUT_SITE = 16,
	     ABOUT_SIZE = 24 };

static void keep(struct cg *c, int slot, enum about what)
{
	ebpf_load(&c->a, 8, R1, R_STACK, slot);
	ebpf_store(&c->a, 8, R_STACK, c->about + (int)what, R1);
}

void cg_fire_error(struct cg *c)
{
	const struct unit *unit = c->unit, *error = c->error_unit;
	struct ebpf_asm *a = &c->a;

	c->failed = c->clause->id;
	c->about = cg_temp(c, ABOUT_SIZE, c->clause->loc);
	keep(c, SLOT_FAULT, ABOUT_FAULT);
	keep(c, SLOT_ADDRESS, ABOUT_ADDRESS);
	keep(c, SLOT_SITE, ABOUT_SITE);
	ebpf_store_imm(a, 8, R_STACK, SLOT_SITE,
		       (int32_t)error->sites.items[0]);
	ebpf_store_imm(a, 8, R_STACK, SLOT_FAULT, FAULT_NONE);
	c->unit = error;
	for (size_t i = 0; i < error->clauses.len && !diags_full(c->diags); i++)
		cg_clause(c, &error->clauses.items[i]);
	c->unit = unit;
	ebpf_load(a, 8, R1, R_STACK, c->about + ABOUT_SITE);
	ebpf_store(a, 8, R_STACK, SLOT_SITE, R1);
}

void cg_error_arg(struct cg *c, unsigned n)
{
	struct ebpf_asm *a = &c->a;

	switch (n) {
	case 1:
		ebpf_mov_imm(a, R0, c->failed + 1);
		return;
	case 2:
		ebpf_load(a, 8, R0, R_STACK, c->about + ABOUT_FAULT);
		ebpf_alu_imm(a, BPF_RSH, R0, 8);
		return;
	case 4:
		ebpf_load(a, 8, R0, R_STACK, c->about + ABOUT_FAULT);
		ebpf_alu_imm(a, BPF_AND, R0, 255);
		return;
	case 5:
		ebpf_load(a, 8, R0, R_STACK, c->about + ABOUT_ADDRESS);
		return;
	default:
		ebpf_mov_imm(a, R0, 0);
	}
}

/* ---- the report ------------------------------------------------ */

#define HEADER(member) ((int)offsetof(struct record_header, member))
#define ERROR(member) ((int)(sizeof(struct record_header) + \
			     offsetof(struct record_error, member)))

/* r6: site, r7: clause, r8: fault, r9: address; r0: the record */
static void fill_report(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_store_imm(a, 2, R0, HEADER(kind), RECORD_ERROR);
	ebpf_store(a, 4, R0, HEADER(clause), 7);
	ebpf_store(a, 4, R0, HEADER(site), 6);
	ebpf_load(a, 8, R1, R_STACK, -8);
	ebpf_store(a, 8, R0, HEADER(timestamp), R1);
	ebpf_mov(a, R1, 8);
	ebpf_alu_imm(a, BPF_AND, R1, 255);
	ebpf_store(a, 4, R0, ERROR(fault), R1);
	ebpf_alu_imm(a, BPF_RSH, 8, 8);
	ebpf_store(a, 4, R0, ERROR(action), 8);
	ebpf_store(a, 8, R0, ERROR(address), 9);
	ebpf_mov(a, 9, R0);
	cg_who(c);
	ebpf_alu_imm(a, BPF_RSH, R0, 32);
	ebpf_store(a, 4, 9, HEADER(pid), R0);
	ebpf_call(a, BPF_FUNC_get_smp_processor_id);
	ebpf_store(a, 2, 9, HEADER(cpu), R0);
}

/* report(r1 = site, r2 = clause, r3 = fault, r4 = address, r5 = timestamp) */
void cg_emit_report_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int room = ebpf_label(a);

	cg_sub_takes(c, 5, (uint32_t[]){ 0, 0, 0, 0, 0 });
	for (int i = 0; i < 4; i++)
		ebpf_mov(a, 6 + i, R1 + i);
	ebpf_store(a, 8, R_STACK, -8, R5);
	ebpf_map(a, R1, cg_map(c, MAP_RING));
	ebpf_mov_imm(a, R2, ERROR(address) + 8);
	ebpf_mov_imm(a, R3, 0);
	ebpf_call(a, BPF_FUNC_ringbuf_reserve);
	ebpf_jump_if_imm(a, BPF_JNE, R0, 0, room);
	cg_count_drop(c, offsetof(struct image_state, drops));
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
	ebpf_here(a, room);
	fill_report(c);
	ebpf_mov(a, R1, 9);
	ebpf_mov_imm(a, R2, BPF_RB_NO_WAKEUP);
	ebpf_call(a, BPF_FUNC_ringbuf_submit);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}
