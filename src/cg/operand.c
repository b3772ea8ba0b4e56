/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arguments of probes, and the site's entry in MAP_SITES.
 *
 * Where all sites of a program have an argument in the same place, the code to
 * fetch it is written out; where they differ, a subroutine interprets the
 * site's entry, found by the attach cookie.
 */
#include "cg/impl.h"

#include <stddef.h>
#include <string.h>

const struct image_site *cg_site(struct cg *c, size_t i)
{
	return &c->image->sites.items[c->unit->sites.items[i]];
}

/* a kind of our own beside enum operand_kind: it cannot be read */
#define OPERAND_BAD 255

static struct site_operand pack(const struct operand *o)
{
	struct site_operand p = {
		.kind = (uint8_t)o->kind, .size = o->size,
		.is_signed = o->is_signed, .base = NO_REGISTER,
		.index = NO_REGISTER,
	};

	switch (o->kind) {
	case OPERAND_CONST:
		p.value = o->value;
		break;
	case OPERAND_REG:
		p.base = o->reg->offset;
		p.value = o->reg->shift;
		break;
	case OPERAND_MEM:
		if (o->base)
			p.base = o->base->offset;
		if (o->index) {
			p.index = o->index->offset;
			p.scale = o->scale;
		}
		p.value = o->disp;
		break;
	}
	return p;
}

/* An argument that the probe does not have is 0, as D users expect. */
static struct site_operand describe(const struct image_site *s, unsigned n)
{
	static const struct operand zero = { .kind = OPERAND_CONST, .size = 8 };

	if (n >= s->nargs)
		return pack(&zero);
	if (s->bad_args[n])
		return (struct site_operand){ .kind = OPERAND_BAD };
	return pack(&s->args[n]);
}

/* Do all sites of the program find argument n in the same place? */
static bool is_uniform(struct cg *c, unsigned n, struct site_operand *out)
{
	for (size_t i = 0; i < c->unit->sites.len; i++) {
		struct site_operand p = describe(cg_site(c, i), n);

		if (p.kind == OPERAND_BAD)
			return false;
		if (i == 0)
			*out = p;
		else if (memcmp(out, &p, sizeof(p)))
			return false;
	}
	return c->unit->sites.len > 0;
}

/* dst = the register at that offset of pt_regs */
static void load_reg(struct cg *c, int dst, uint16_t offset)
{
	ebpf_load(&c->a, 8, dst, R_CTX, offset);
}

static void fetch_memory(struct cg *c, const struct site_operand *o,
			 struct loc loc)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_temp(c, 8, loc);

	ebpf_mov_imm(a, R3, o->value);
	if (o->base != NO_REGISTER) {
		load_reg(c, R0, o->base);
		ebpf_alu(a, BPF_ADD, R3, R0);
	}
	if (o->index != NO_REGISTER) {
		load_reg(c, R0, o->index);
		ebpf_alu_imm(a, BPF_MUL, R0, o->scale ? o->scale : 1);
		ebpf_alu(a, BPF_ADD, R3, R0);
	}
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R3);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, temp);
	ebpf_mov_imm(a, R2, o->size);
	cg_call_sub(c, SUB_USER_READ);
	cg_fault_if_negative(c);
	ebpf_load(a, o->size, R0, R_STACK, temp);
	cg_temp_release(c, mark);
}

static void fetch_written_out(struct cg *c, const struct site_operand *o,
			      struct loc loc)
{
	switch ((enum operand_kind)o->kind) {
	case OPERAND_CONST:
		ebpf_mov_imm(&c->a, R0, o->value);
		return;
	case OPERAND_REG:
		load_reg(c, R0, o->base);
		if (o->value)
			ebpf_alu_imm(&c->a, BPF_RSH, R0, (int32_t)o->value);
		break;
	case OPERAND_MEM:
		fetch_memory(c, o, loc);
		break;
	}
	ebpf_extend(&c->a, R0, o->size, o->is_signed);
}

/* Whether the argument is out of reach at every site: no use to go on. */
static bool is_unreachable(struct cg *c, unsigned n, const char **why)
{
	*why = NULL;
	for (size_t i = 0; i < c->unit->sites.len; i++) {
		const struct image_site *s = cg_site(c, i);

		if (n >= s->nargs)
			return false;
		if (!s->bad_args[n])
			return false;
		*why = s->bad_args[n];
	}
	return *why != NULL;
}

void cg_probe_arg(struct cg *c, unsigned n, struct loc loc)
{
	struct ebpf_asm *a = &c->a;
	struct site_operand o;
	const char *why;
	int ok;

	if (c->unit->kind != PROG_USER) {
		cg_context_arg(c, n);
		return;
	}
	if (is_unreachable(c, n, &why))
		diag_warn(c->diags, "D_ARGS_REACH", loc,
			  "argument %u cannot be read: %s", n, why);
	if (is_uniform(c, n, &o)) {
		fetch_written_out(c, &o, loc);
		return;
	}
	if (c->max_args <= n)
		c->max_args = n + 1;
	c->uses |= USES_ENTRY;
	ebpf_mov(a, R1, R_CTX);
	ebpf_load(a, 8, R2, R_STACK, SLOT_ENTRY);
	ebpf_alu_imm(a, BPF_ADD, R2,
		     (int32_t)(offsetof(struct site_entry, args) +
			       n * sizeof(struct site_operand)));
	ebpf_mov(a, R3, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R3, SLOT_FAULT);
	cg_call_sub(c, SUB_OPERAND);
	ebpf_load(a, 8, R1, R_STACK, SLOT_FAULT);
	ok = ebpf_label(a);
	ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, ok);
	ebpf_store(a, 8, R_STACK, SLOT_ADDRESS, R0);
	ebpf_alu_imm(a, BPF_ADD, R1, cg_fault_code(c, FAULT_NONE));
	ebpf_store(a, 8, R_STACK, SLOT_FAULT, R1);
	ebpf_jump(a, c->fault_label);
	ebpf_here(a, ok);
}

/* r0 = register at pt_regs offset r3; r6 is the context; -8 is written */
static void read_reg(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	ebpf_alu(a, BPF_ADD, R3, 6);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, -8);
	ebpf_mov_imm(a, R2, 8);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, 8, R0, R_STACK, -8);
}

/* Keep r0's low bytes: the operand's size times two, plus its sign, tells. */
static void extend_by_entry(struct cg *c)
{
	struct ebpf_asm *a = &c->a;

	for (int size = 1; size <= 4; size *= 2) {
		int next = ebpf_label(a), is_unsigned = ebpf_label(a);

		ebpf_load(a, 1, R1, 7, offsetof(struct site_operand, size));
		ebpf_jump_if_imm(a, BPF_JNE, R1, size, next);
		ebpf_load(a, 1, R1, 7,
			  offsetof(struct site_operand, is_signed));
		ebpf_jump_if_imm(a, BPF_JEQ, R1, 0, is_unsigned);
		ebpf_extend(a, R0, size, true);
		ebpf_exit(a);
		ebpf_here(a, is_unsigned);
		ebpf_extend(a, R0, size, false);
		ebpf_exit(a);
		ebpf_here(a, next);
	}
	ebpf_exit(a);
}

/* r9 = address of a memory operand: base + index * scale + disp */
static void address_by_entry(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int no_base = ebpf_label(a), no_index = ebpf_label(a);

	ebpf_load(a, 8, 9, 7, offsetof(struct site_operand, value));
	ebpf_load(a, 2, R3, 7, offsetof(struct site_operand, base));
	ebpf_jump_if_imm(a, BPF_JEQ, R3, NO_REGISTER, no_base);
	read_reg(c);
	ebpf_alu(a, BPF_ADD, 9, R0);
	ebpf_here(a, no_base);
	ebpf_load(a, 2, R3, 7, offsetof(struct site_operand, index));
	ebpf_jump_if_imm(a, BPF_JEQ, R3, NO_REGISTER, no_index);
	read_reg(c);
	ebpf_load(a, 1, R1, 7, offsetof(struct site_operand, scale));
	ebpf_alu(a, BPF_MUL, R0, R1);
	ebpf_alu(a, BPF_ADD, 9, R0);
	ebpf_here(a, no_index);
}

/*
 * operand(r1 = context, r2 = struct site_operand, r3 = fault slot): r0 = the
 * argument; a fault is stored in the slot, and then r0 is the address.
 */
void cg_emit_operand_sub(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int not_const = ebpf_label(a), memory = ebpf_label(a);
	int ok = ebpf_label(a), bad = ebpf_label(a);

	ebpf_mov(a, 6, R1);
	ebpf_mov(a, 7, R2);
	ebpf_mov(a, 8, R3);
	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_load(a, 1, R1, 7, offsetof(struct site_operand, kind));
	ebpf_jump_if_imm(a, BPF_JEQ, R1, OPERAND_BAD, bad);
	ebpf_jump_if_imm(a, BPF_JNE, R1, OPERAND_CONST, not_const);
	ebpf_load(a, 8, R0, 7, offsetof(struct site_operand, value));
	ebpf_exit(a);
	ebpf_here(a, not_const);
	ebpf_jump_if_imm(a, BPF_JNE, R1, OPERAND_REG, memory);
	ebpf_load(a, 2, R3, 7, offsetof(struct site_operand, base));
	read_reg(c);
	ebpf_load(a, 8, R1, 7, offsetof(struct site_operand, value));
	ebpf_alu_imm(a, BPF_AND, R1, 63);
	ebpf_alu(a, BPF_RSH, R0, R1);
	extend_by_entry(c);
	ebpf_here(a, memory);
	address_by_entry(c);
	/* eight bytes may cross into a page that is not there: read size */
	ebpf_load(a, 1, R2, 7, offsetof(struct site_operand, size));
	ebpf_jump_if_imm(a, BPF_JGT, R2, 8, bad);
	ebpf_store_imm(a, 8, R_STACK, -8, 0);
	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, -8);
	ebpf_mov(a, R3, 9);
	cg_call_sub(c, SUB_USER_READ);
	ebpf_jump_if_imm(a, BPF_JSGE, R0, 0, ok);
	ebpf_store_imm(a, 8, 8, 0, FAULT_BADADDR);
	ebpf_mov(a, R0, 9);
	ebpf_exit(a);
	ebpf_here(a, ok);
	ebpf_load(a, 8, R0, R_STACK, -8);
	extend_by_entry(c);
	ebpf_here(a, bad);
	ebpf_store_imm(a, 8, 8, 0, FAULT_BADARG);
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

/* ---- parts of the probe's name --------------------------------- */

bool cg_part_is_const(struct cg *c, enum probe_part part, uint32_t *string)
{
	*string = cg_site(c, 0)->strings[part];
	for (size_t i = 1; i < c->unit->sites.len; i++)
		if (cg_site(c, i)->strings[part] != *string)
			return false;
	return true;
}

void cg_part(struct cg *c, enum probe_part part)
{
	uint32_t string;

	if (cg_part_is_const(c, part, &string)) {
		ebpf_mov_imm(&c->a, R0, string);
		return;
	}
	c->uses |= USES_ENTRY;
	ebpf_load(&c->a, 8, R0, R_STACK, SLOT_ENTRY);
	ebpf_load(&c->a, 4, R0, R0, (int)(offsetof(struct site_entry, strings) +
					  part * sizeof(uint32_t)));
}

void cg_probe_id(struct cg *c, struct loc loc)
{
	uint32_t id = cg_site(c, 0)->probe_id;
	bool is_const = true;

	for (size_t i = 0; i < c->unit->sites.len; i++) {
		if (!cg_site(c, i)->probe_id) {
			diag_add(c->diags, "D_ID_VALUE", loc,
				 "id differs by process here: it can be traced "
				 "and printed, but not be part of an "
				 "expression or a key");
			return;
		}
		is_const &= cg_site(c, i)->probe_id == id;
	}
	if (is_const) {
		ebpf_mov_imm(&c->a, R0, id);
		return;
	}
	c->uses |= USES_ENTRY;
	ebpf_load(&c->a, 8, R0, R_STACK, SLOT_ENTRY);
	ebpf_load(&c->a, 4, R0, R0, offsetof(struct site_entry, probe_id));
}

/* Now that it is known how many arguments are looked up: the map itself. */
void cg_fill_sites(struct cg *c)
{
	int map = image_find_map(c->image, MAP_SITES);
	struct image_map *m;
	size_t size, n = c->image->sites.len;
	unsigned char *bytes;

	if (map < 0)
		return;
	size = sizeof(struct site_entry) +
	       c->max_args * sizeof(struct site_operand);
	bytes = arena_alloc(&c->image->arena, size * n);
	for (size_t i = 0; i < n; i++) {
		const struct image_site *s = &c->image->sites.items[i];
		struct site_entry *e = (void *)(bytes + i * size);

		memcpy(e->strings, s->strings, sizeof(e->strings));
		e->probe_id = s->probe_id;
		for (unsigned k = 0; k < c->max_args; k++)
			e->args[k] = describe(s, k);
	}
	m = &c->image->maps.items[map];
	m->value_size = (uint32_t)size;
	m->max_entries = (uint32_t)n;
	m->initial = bytes;
}
