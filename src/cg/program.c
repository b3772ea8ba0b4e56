/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From bindings to programs: sites that run the same clauses share one, with
 * the clauses in source order and this around them:
 *
 *		jump prologue
 *	body:	clause, clause, .., return 0; another unit's body
 *	out:	return 0
 *	prologue: what the clauses turned out to need; jump body
 *	parts, when the clauses are too much for one function: see part.c
 *	subroutines
 */
#include "cg/str.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

uint32_t cg_intern(struct cg *c, const char *text)
{
	for (size_t i = 0; i < c->image->strings.len; i++)
		if (!strcmp(c->image->strings.items[i], text))
			return (uint32_t)i;
	*vec_push(&c->image->strings) =
		arena_strdup(&c->image->arena, text);
	return (uint32_t)c->image->strings.len - 1;
}

/* ---- one program ----------------------------------------------- */

static bool has_sleeping_calls(const struct cg *c)
{
	for (size_t i = 0; i < c->a.code.len; i++) {
		const struct bpf_insn *insn = &c->a.code.items[i];

		if (insn->code == (BPF_JMP | BPF_CALL) && !insn->src_reg &&
		    insn->imm == BPF_FUNC_copy_from_user)
			return true;
	}
	return false;
}

static void add_sites(struct cg *c, struct image_prog *p)
{
	for (size_t i = 0; i < c->nunits; i++)
		p->nsites += c->units[i]->sites.len;
	p->sites = ARENA_NEW_N(&c->image->arena, uint32_t, p->nsites);
	for (size_t i = 0, at = 0; i < c->nunits; i++) {
		const struct unit *u = c->units[i];

		memcpy(p->sites + at, u->sites.items,
		       u->sites.len * sizeof(uint32_t));
		at += u->sites.len;
	}
}

static void add_prog(struct cg *c)
{
	const struct unit *u = c->units[0];
	struct image_prog *p = vec_push(&c->image->progs);
	struct arena *arena = &c->image->arena;

	p->name = arena_printf(arena, "dtrace_%zu", c->image->progs.len - 1);
	p->kind = u->kind;
	p->may_sleep = has_sleeping_calls(c);
	p->insns = arena_memdup(arena, c->a.code.items,
				c->a.code.len * sizeof(struct bpf_insn));
	p->ninsns = c->a.code.len;
	cg_list_subs(c, p);
	add_sites(c, p);
	p->pid = u->pid;
	if (u->run) {
		p->when = u->run->when;
		p->interval_ns = u->run->interval_ns;
	}
}

static void start_program(struct cg *c, struct unit *const *units, size_t n)
{
	c->units = units;
	c->nunits = n;
	c->unit = units[0];
	c->uses = 0;
	c->in_parts = false;
	c->started.len = c->parts.len = 0;
	/* the kernel lets no others sleep */
	c->may_sleep = c->options->may_sleep && c->unit->kind == PROG_USER;
	c->stack = c->this_stack;
	for (int s = 0; s < SUB_COUNT; s++)
		c->subs[s] = -1;
	c->a.code.len = c->a.jumps.len = c->a.labels.len = 0;
}

static void leave(struct ebpf_asm *a)
{
	ebpf_mov_imm(a, R0, 0);
	ebpf_exit(a);
}

static void body(struct cg *c, struct unit *u)
{
	for (size_t i = 0; i < u->clauses.len && !diags_full(c->diags) &&
	     cg_fits(c); i++) {
		size_t before = c->a.code.len;

		cg_clause(c, &u->clauses.items[i]);
		u->clauses.items[i].size = c->a.code.len - before;
	}
}

/* The clauses of each unit, at the labels first, first + 1 and so on. */
static void bodies(struct cg *c, int first)
{
	for (size_t n = 0; n < c->nunits; n++) {
		c->unit = c->units[n];
		ebpf_here(&c->a, first + (int)n);
		if (c->in_parts)
			cg_call_parts(c, c->units[n]);
		else
			body(c, c->units[n]);
		leave(&c->a);
	}
	c->unit = c->units[0];
}

/* Jump to the body of unit R_RECORD, which is one of [lo, hi). */
static void dispatch(struct cg *c, int first, int lo, int hi)
{
	int mid = lo + (hi - lo) / 2, upper;

	if (hi - lo == 1) {
		ebpf_jump(&c->a, first + lo);
		return;
	}
	upper = ebpf_label(&c->a);
	ebpf_jump_if_imm(&c->a, BPF_JGE, R_RECORD, mid, upper);
	dispatch(c, first, lo, mid);
	ebpf_here(&c->a, upper);
	dispatch(c, first, mid, hi);
}

/* The program itself, without its subroutines. */
static void main_program(struct cg *c)
{
	struct ebpf_asm *a = &c->a;
	int start = ebpf_label(a), out = ebpf_label(a);
	int first = ebpf_label(a);

	for (size_t i = 1; i < c->nunits; i++)
		ebpf_label(a);
	ebpf_jump(a, start);
	bodies(c, first);
	ebpf_here(a, start);
	cg_prologue(c, out);
	if (c->in_parts)
		cg_share_frame(c);
	dispatch(c, first, 0, (int)c->nunits);
	if (ebpf_label_used(a, out)) {
		ebpf_here(a, out);
		leave(a);
	}
}

static void generate(struct cg *c, struct unit *const *units, size_t n)
{
	struct ebpf_asm *a = &c->a;
	struct err e = ERR_INIT;

	start_program(c, units, n);
	main_program(c);
	if (cg_wants_parts(c) && !diags_failed(c->diags)) {
		unsigned uses = c->uses;

		start_program(c, units, n);
		c->in_parts = true;
		c->uses = uses & ~(unsigned)USES_ENTRY;
		main_program(c);
		cg_emit_parts(c);
	}
	if (unit_is_syscall(c->unit->kind))
		cg_fill_syscalls(c);
	cg_emit_subs(c);
	if (diags_failed(c->diags))
		return;
	if (ebpf_asm_finish(a, &e))
		diag_add(c->diags, "D_COMPLEX", c->clause->loc, "%s", e.text);
	else if (cg_may_load(c))
		add_prog(c);
}

/* System calls have two programs for all their units, others one for each. */
static void generate_all(struct cg *c, const struct units *us)
{
	VEC(struct unit *) shared[2] = { { NULL, 0, 0 }, { NULL, 0, 0 } };

	for (size_t i = 0; i < us->list.len && !diags_failed(c->diags); i++) {
		struct unit *u = us->list.items[i];

		if (unit_is_syscall(u->kind))
			*vec_push(&shared[u->kind == PROG_SYSCALL_RETURN]) = u;
		else if (u != c->error_unit)
			generate(c, &u, 1);
	}
	for (int i = 0; i < 2; i++) {
		if (shared[i].len && !diags_failed(c->diags))
			generate(c, shared[i].items, shared[i].len);
		vec_release(&shared[i]);
	}
}

/* ---- the whole ------------------------------------------------- */

static void index_program(struct cg *c)
{
	const struct program *p = c->in->program;

	c->clauses = xcalloc((size_t)p->nclauses + c->in->nevents,
			     sizeof(*c->clauses));
	for (const struct clause *cl = p->clauses; cl; cl = cl->next)
		c->clauses[cl->id] = cl;
	/* what keeps firings has no source: messages name the first clause */
	for (size_t i = 0; i < c->in->nevents; i++) {
		struct clause *cl = ARENA_NEW(&c->image->arena, struct clause);

		cl->id = p->nclauses + (int)i;
		if (p->clauses)
			cl->loc = p->clauses->loc;
		c->clauses[cl->id] = cl;
	}
	for (int s = 0; s < 3; s++)
		c->places[s] = xcalloc((size_t)p->nvariables[s],
				       sizeof(*c->places[s]));
}

static void fill_strings(struct cg *c)
{
	int map = image_find_map(c->image, MAP_STRINGS);
	size_t n = c->image->strings.len, size = 8;
	struct image_map *m;
	char *bytes;

	if (map < 0)
		return;
	for (size_t i = 0; i < n; i++)
		if (strlen(c->image->strings.items[i]) + 1 > size)
			size = strlen(c->image->strings.items[i]) + 1;
	size = (size + 7) & ~(size_t)7;
	bytes = arena_alloc(&c->image->arena, size * n);
	for (size_t i = 0; i < n; i++)
		strcpy(bytes + i * size, c->image->strings.items[i]);
	m = &c->image->maps.items[map];
	m->value_size = (uint32_t)size;
	m->max_entries = (uint32_t)n;
	m->initial = bytes;
}

static void finish_maps(struct cg *c)
{
	int scratch = image_find_map(c->image, MAP_SCRATCH);

	if (scratch >= 0)
		c->image->maps.items[scratch].value_size = c->scratch_size;
	cg_fill_sites(c);
	fill_strings(c);
}

/* ERROR has no program: its clauses are a part of those that may fail. */
static void find_error(struct cg *c, const struct units *us)
{
	for (size_t i = 0; i < us->list.len; i++) {
		const struct unit *u = us->list.items[i];

		if (u->run && u->run->when == RUN_ERROR)
			c->error_unit = u;
	}
}

void cg_compile(const struct cg_input *in, struct image *im,
		struct diags *diags)
{
	struct cg c = {
		.in = in, .options = &in->options, .image = im, .diags = diags,
	};
	struct units units = { 0 };

	im->is_temporal = in->options.temporal;
	index_program(&c);
	cg_layout(&c);
	c.scratch_size = c.this_size;
	cg_map(&c, MAP_STATE);
	cg_map(&c, MAP_RING);
	if (!diags_failed(diags))
		units_group(&c, &units);
	find_error(&c, &units);
	generate_all(&c, &units);
	cg_keep_accounts(&c);
	finish_maps(&c);
	units_release(&units);
	ebpf_asm_release(&c.a);
	vec_release(&c.started);
	vec_release(&c.parts);
	for (int s = 0; s < 3; s++)
		free(c.places[s]);
	free(c.clauses);
}
