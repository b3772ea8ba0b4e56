/* SPDX-License-Identifier: BSD-2-Clause */
/* Stack, scratch memory and maps of the program being made. */
#include "cg/str.h"

#include <stddef.h>

#include "base/bug.h"

/* keys and strings up to this size are built on the stack */
#define SMALL 64

void cg_unsupported(struct cg *c, struct loc loc, const char *what)
{
	diag_add(c->diags, "D_NOTYET", loc, "%s cannot be compiled yet", what);
}

static int stack_size(const struct cg *c)
{
	return c->in_parts ? PART_STACK_SIZE : STACK_SIZE;
}

int cg_temp(struct cg *c, size_t size, struct loc loc)
{
	int need = (int)((size + 7) & ~(size_t)7);

	if (c->stack - need < -stack_size(c)) {
		diag_add(c->diags, "D_COMPLEX", loc,
			 "expression needs too many temporaries: "
			 "assign parts of it to this-> variables");
		return SLOT_LAST;
	}
	c->stack -= need;
	return c->stack;
}

void cg_temp_release(struct cg *c, int mark)
{
	c->stack = mark;
}

struct place cg_scratch(struct cg *c, uint32_t size)
{
	struct place p = { R_SCRATCH, (int)c->scratch };

	c->scratch += (size + 7) & ~7u;
	if (c->scratch > SCRATCH_MAX) {
		diag_add(c->diags, "D_COMPLEX", c->clause->loc,
			 "a statement of this clause needs more than %d bytes "
			 "of working memory: give variables to parts of it, "
			 "or make strsize smaller", SCRATCH_MAX);
		c->scratch = SCRATCH_MAX;
		p.off = 0;
	}
	if (c->scratch > c->scratch_size)
		c->scratch_size = c->scratch;
	c->uses |= USES_SCRATCH;
	return p;
}

struct place cg_room(struct cg *c, uint32_t size, struct loc loc)
{
	if (size <= SMALL && c->stack - (int)size - 8 >= -stack_size(c))
		return (struct place){ R_STACK, cg_temp(c, size, loc) };
	return cg_scratch(c, size);
}

void cg_address_of(struct cg *c, int reg, struct place p)
{
	ebpf_mov(&c->a, reg, p.reg);
	if (p.off)
		ebpf_alu_imm(&c->a, BPF_ADD, reg, p.off);
}

void cg_zero(struct cg *c, struct place p, uint32_t size)
{
	uint32_t at = 0;

	for (; at + 8 <= size; at += 8)
		ebpf_store_imm(&c->a, 8, p.reg, p.off + (int)at, 0);
	for (; at < size; at++)
		ebpf_store_imm(&c->a, 1, p.reg, p.off + (int)at, 0);
}

#define CLEAR_INLINE 128

void cg_clear(struct cg *c, struct place p, uint32_t size)
{
	if (size <= CLEAR_INLINE) {
		cg_zero(c, p, size);
		return;
	}
	cg_zeros(c, R3, size);
	cg_address_of(c, R1, p);
	ebpf_mov_imm(&c->a, R2, size);
	ebpf_call(&c->a, BPF_FUNC_probe_read_kernel);
}

void cg_read_word(struct cg *c, struct loc loc)
{
	struct ebpf_asm *a = &c->a;
	int mark = c->stack, temp = cg_temp(c, 8, loc);

	ebpf_mov(a, R1, R_STACK);
	ebpf_alu_imm(a, BPF_ADD, R1, temp);
	ebpf_mov_imm(a, R2, 8);
	ebpf_call(a, BPF_FUNC_probe_read_kernel);
	ebpf_load(a, 8, R0, R_STACK, temp);
	cg_temp_release(c, mark);
}

static int add_map(struct cg *c, struct image_map m)
{
	*vec_push(&c->image->maps) = m;
	return (int)c->image->maps.len - 1;
}

/* The sizes that grow while code is made are set by cg_compile() at the end. */
int cg_map(struct cg *c, enum map_role role)
{
	int map = image_find_map(c->image, role);
	struct image_map m = {
		.role = role, .type = BPF_MAP_TYPE_ARRAY, .key_size = 4,
		.max_entries = 1,
	};

	if (map >= 0)
		return map;
	switch (role) {
	case MAP_STATE:
		m.name = "state";
		m.value_size = sizeof(struct image_state);
		break;
	case MAP_RING:
		m.name = "records";
		m.type = BPF_MAP_TYPE_RINGBUF;
		m.key_size = m.value_size = 0;
		m.max_entries = c->options->bufsize;
		break;
	case MAP_GLOBALS:
		m.name = "globals";
		m.value_size = c->globals_size;
		break;
	case MAP_CONSTANTS:
		m.name = "zeros";
		m.value_size = 8;
		break;
	case MAP_SITES:
		m.name = "sites";
		break;
	case MAP_SYSCALLS:
		m.name = "syscalls";
		m.flags = BPF_F_RDONLY_PROG;
		m.value_size = 2 * SYSCALLS_MAX * 8;
		break;
	case MAP_SPECULATIONS:
		m.name = "speculations";
		cg_speculations(c, &m);
		break;
	case MAP_CHILL:
		m.name = "chill";
		m.value_size = cg_chill_size();
		break;
	case MAP_CHILLED:
		m.name = "chilled";
		m.type = BPF_MAP_TYPE_PERCPU_ARRAY;
		m.value_size = cg_chilled_size();
		break;
	case MAP_ACCOUNTS:
		m.name = "accounts";
		m.type = BPF_MAP_TYPE_TASK_STORAGE;
		m.max_entries = 0;
		m.flags = BPF_F_NO_PREALLOC;
		m.value_size = cg_account_size();
		break;
	case MAP_SINCE:
		m.name = "since";
		m.type = BPF_MAP_TYPE_PERCPU_ARRAY;
		m.value_size = 8;
		break;
	case MAP_RUNS:
		m.name = "runs";
		m.flags = BPF_F_RDONLY_PROG;
		cg_inet_runs(c, &m);
		break;
	case MAP_CLOCK:
		m.name = "clock";
		m.value_size = 8;
		break;
	case MAP_STRINGS:
		m.name = "strings";
		break;
	case MAP_HELPERS:
	case MAP_FRAMES:
	case MAP_CODES:
		cg_frames_map(&m);
		break;
	case MAP_LEARNT:
		cg_learnt_map(&m);
		break;
	case MAP_SELF:
		m.name = "self";
		m.type = BPF_MAP_TYPE_TASK_STORAGE;
		m.max_entries = 0;
		m.flags = BPF_F_NO_PREALLOC;
		m.value_size = c->self_size;
		break;
	case MAP_SCRATCH:
		m.name = "scratch";
		m.type = BPF_MAP_TYPE_TASK_STORAGE;
		m.max_entries = 0;
		m.flags = BPF_F_NO_PREALLOC;
		break;
	default:
		BUG("map of role %d is not made on demand", (int)role);
	}
	return add_map(c, m);
}

void cg_zeros(struct cg *c, int reg, uint32_t size)
{
	int map = cg_map(c, MAP_CONSTANTS);

	if (c->image->maps.items[map].value_size < size)
		c->image->maps.items[map].value_size = (size + 7) & ~7u;
	ebpf_map_value(&c->a, reg, map, 0);
}

void cg_state(struct cg *c, int reg, uint32_t off)
{
	ebpf_map_value(&c->a, reg, cg_map(c, MAP_STATE), off);
}

void cg_count_drop(struct cg *c, uint32_t off)
{
	cg_state(c, R1, off);
	ebpf_mov_imm(&c->a, R2, 1);
	ebpf_atomic_add(&c->a, R1, 0, R2);
}
