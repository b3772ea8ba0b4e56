/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the kernel would refuse, or would take too long for, is refused here,
 * where it can be said which clause is too much and what to do.
 */
#include "cg/impl.h"

#define INSNS_MAX 1000000	/* of a program: the kernel's limit */
#define MAPS_MAX 64		/* that a program uses: the kernel's too */

bool cg_fits(struct cg *c)
{
	if (c->a.code.len <= INSNS_MAX)
		return true;
	diag_add(c->diags, "D_COMPLEX", c->clause->loc,
		 "with this clause its probe has more than %d instructions, "
		 "which is the most that the kernel takes; write fewer clauses "
		 "for one probe", INSNS_MAX);
	return false;
}

static bool has_too_many_maps(struct cg *c)
{
	bool *used = ARENA_NEW_N(&c->image->arena, bool, c->image->maps.len);
	size_t n = 0;

	for (size_t i = 0; i + 1 < c->a.code.len; i++) {
		const struct bpf_insn *insn = &c->a.code.items[i];

		if (insn->code != (BPF_LD | BPF_IMM | BPF_DW))
			continue;
		if (insn->src_reg == BPF_PSEUDO_MAP_VALUE ||
		    insn->src_reg == BPF_PSEUDO_MAP_FD) {
			n += !used[insn->imm];
			used[insn->imm] = true;
		}
		i++;
	}
	if (n > MAPS_MAX)
		diag_add(c->diags, "D_COMPLEX", c->clause->loc,
			 "the clauses of one probe use %zu maps, one for "
			 "each aggregation and associative array; at most %d "
			 "are possible, a key can tell several apart in one",
			 n, MAPS_MAX);
	return n > MAPS_MAX;
}

/* ---- the time that loading takes ------------------------------- */

/*
 * The kernel writes some instructions out as several, and for each of them it
 * copies the whole program and what it knows of it: a 6.18 on a slow machine
 * takes 7.5 ns for each instruction that is copied.
 */
#define COPY_NS 7.5

static bool is_rewritten(const struct bpf_insn *insn)
{
	switch (BPF_CLASS(insn->code)) {
	case BPF_ALU: case BPF_ALU64:
		return BPF_OP(insn->code) == BPF_DIV ||
		       BPF_OP(insn->code) == BPF_MOD;
	case BPF_JMP:
		break;
	default:
		return false;
	}
	if (insn->code != (BPF_JMP | BPF_CALL) || insn->src_reg)
		return false;
	switch (insn->imm) {
	case BPF_FUNC_map_lookup_elem:
	case BPF_FUNC_get_smp_processor_id:
	case BPF_FUNC_task_storage_get:
		return true;
	default:
		return false;
	}
}

static bool takes_too_long(struct cg *c)
{
	size_t n = 0;

	for (size_t i = 0; i < c->a.code.len; i++)
		n += is_rewritten(&c->a.code.items[i]);
	c->load_ns += COPY_NS * (double)n * (double)c->a.code.len;
	if (!c->options->load_ns || c->load_ns <= (double)c->options->load_ns)
		return false;
	diag_add(c->diags, "D_COMPLEX", c->clause->loc,
		 "with this clause its probe has %zu instructions; the kernel "
		 "would take some %.3g seconds to load them, and at most %.3g "
		 "are allowed: write fewer clauses for one probe, or allow "
		 "more with -x loadtime=%.0fs", c->a.code.len,
		 c->load_ns / 1e9, (double)c->options->load_ns / 1e9,
		 c->load_ns / 1e9 + 1);
	return true;
}

bool cg_may_load(struct cg *c)
{
	return cg_fits(c) && !has_too_many_maps(c) && !takes_too_long(c);
}
