/* SPDX-License-Identifier: BSD-2-Clause */
/* Built-in variables and subroutines that give an integer. */
#include "cg/str.h"

/* args[n], argn */
static void typed_arg(struct cg *c, const struct node *n)
{
	cg_probe_arg(c, (unsigned)n->left->value, n->loc);
	if (type_is_scalar(n->type))
		ebpf_extend(&c->a, R0, cg_int_size(n->type),
			    cg_is_signed(n->type));
}

static void half(struct cg *c, bool upper)
{
	if (upper)
		ebpf_alu_imm(&c->a, BPF_RSH, R0, 32);
	else
		ebpf_extend(&c->a, R0, 4, false);
}

/* The kernel of 5.15 has no wall clock for programs: one is added. */
static void wall_time(struct cg *c)
{
	c->uses |= USES_TIME;
	ebpf_map_value(&c->a, R1, cg_map(c, MAP_CLOCK), 0);
	ebpf_load(&c->a, 8, R1, R1, 0);
	ebpf_load(&c->a, 8, R0, R_STACK, SLOT_TIME);
	ebpf_alu(&c->a, BPF_ADD, R0, R1);
}

void cg_builtin(struct cg *c, const struct node *n)
{
	enum builtin_id id = n->builtin->id;

	if (id >= BI_ARG0 && id <= BI_ARG9) {
		cg_probe_arg(c, id - BI_ARG0, n->loc);
		return;
	}
	switch (id) {
	case BI_ARGS:
		typed_arg(c, n);
		return;
	case BI_PID:
		cg_who(c);
		half(c, true);
		return;
	case BI_TID:
		cg_who(c);
		half(c, false);
		return;
	case BI_UID:
		ebpf_call(&c->a, BPF_FUNC_get_current_uid_gid);
		half(c, false);
		return;
	case BI_GID:
		ebpf_call(&c->a, BPF_FUNC_get_current_uid_gid);
		half(c, true);
		return;
	case BI_CPU:
		cg_cpu(c);
		return;
	case BI_CURTHREAD:
		if (cg_recorded(c, n->loc, id))
			return;
		ebpf_call(&c->a, BPF_FUNC_get_current_task);
		return;
	case BI_ERRNO:
		if (!cg_recorded(c, n->loc, id))
			cg_errno(c);
		return;
	case BI_TIMESTAMP:
		/* one value for all clauses of a firing */
		c->uses |= USES_TIME;
		ebpf_load(&c->a, 8, R0, R_STACK, SLOT_TIME);
		return;
	case BI_VTIMESTAMP:
		if (!cg_recorded(c, n->loc, id))
			cg_vtimestamp(c);
		return;
	case BI_UREGS:
		if (!cg_recorded(c, n->loc, id))
			cg_uregs(c, n);
		return;
	case BI_PPID:
		if (!cg_recorded(c, n->loc, id))
			cg_ppid(c, n->loc);
		return;
	case BI_WALLTIMESTAMP:
		wall_time(c);
		return;
	case BI_EPID:
		ebpf_mov_imm(&c->a, R0, c->clause->id + 1);
		return;
	case BI_ID:
		cg_probe_id(c, n->loc);
		return;
	case BI_IPL:
		/* Linux has no levels of interrupts: all is at the lowest */
		ebpf_mov_imm(&c->a, R0, 0);
		return;
	default:
		if (!cg_stack_variable(c, n))
			cg_unsupported(c, n->loc, n->builtin->name);
	}
}

/* A device's number in the kernel has 20 bits for the minor part. */
static void device_part(struct cg *c, const struct node *n, bool major)
{
	cg_expr(c, n->args);
	if (major)
		ebpf_alu_imm(&c->a, BPF_RSH, R0, 20);
	else
		ebpf_alu_imm(&c->a, BPF_AND, R0, (1 << 20) - 1);
	ebpf_extend(&c->a, R0, 4, false);
}

static void swap(struct cg *c, const struct node *n, int bits)
{
	cg_expr(c, n->args);
	ebpf_swap(&c->a, R0, bits);
}

void cg_call(struct cg *c, const struct node *n)
{
	switch (n->builtin->id) {
	case BI_HTONS: case BI_NTOHS:
		swap(c, n, 16);
		return;
	case BI_HTONL: case BI_NTOHL:
		swap(c, n, 32);
		return;
	case BI_HTONLL: case BI_NTOHLL:
		swap(c, n, 64);
		return;
	case BI_ALLOCA:
		cg_alloca(c, n);
		return;
	case BI_COPYIN:
		cg_copyin(c, n);
		return;
	case BI_COPYINTO: case BI_BCOPY:
		cg_copy(c, n);
		return;
	case BI_STRLEN:
		cg_length(c, cg_text(c, n->args));
		return;
	case BI_INDEX: case BI_RINDEX:
		cg_index(c, n);
		return;
	case BI_STRTOLL:
		cg_to_number(c, n);
		return;
	case BI_SPECULATION:
		cg_speculation(c);
		return;
	case BI_PROGENYOF:
		if (!cg_recorded(c, n->loc, n->builtin->id))
			cg_progenyof(c, n);
		return;
	case BI_TASK_PID: case BI_TASK_TID:
		if (!cg_recorded(c, n->loc, n->builtin->id))
			cg_task_number(c, n);
		return;
	case BI_GETMAJOR: case BI_GETMINOR:
		device_part(c, n, n->builtin->id == BI_GETMAJOR);
		return;
	case BI_RAND:
		ebpf_call(&c->a, BPF_FUNC_get_prandom_u32);
		ebpf_alu_imm(&c->a, BPF_RSH, R0, 1);
		return;
	default:
		cg_unsupported(c, n->loc, n->builtin->name);
	}
}
