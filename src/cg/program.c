/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From bindings to programs: sites that run the same clauses share one, with
 * the clauses in source order and this around them:
 *
 *		jump prologue
 *	body:	clause, clause, .., return 0; another unit's body
 *	out:	return 0
 *	prologue: what the clauses turned out to need; jump body
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

static bool is_last_word(const struct image_run *run)
{
	return run && (run->when == RUN_END || run->when == RUN_ERROR);
}

static void prologue(struct cg *c, int out)
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
	ebpf_store_imm(a, 8, R_STACK, SLOT_FAULT, FAULT_NONE);
	ebpf_store_imm(a, 8, R_STACK, SLOT_ADDRESS, 0);
	if (c->uses & USES_ENTRY)
		find_entry(c, out);
	if (c->uses & USES_TIME) {
		ebpf_call(a, BPF_FUNC_ktime_get_ns);
		ebpf_store(a, 8, R_STACK, SLOT_TIME, R0);
	}
	if (c->uses & USES_SCRATCH)
		find_scratch(c, out);
	clear_this(c);
}

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

/* The clauses of each unit, at the labels first, first + 1 and so on. */
static void bodies(struct cg *c, int first)
{
	for (size_t n = 0; n < c->nunits; n++) {
		c->unit = c->units[n];
		ebpf_here(&c->a, first + (int)n);
		for (size_t i = 0; i < c->unit->clauses.len &&
				   !diags_full(c->diags); i++)
			cg_clause(c, &c->unit->clauses.items[i]);
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

/* The kernel lets a program use so many. */
#define PROGRAM_MAPS_MAX 64

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
	if (n > PROGRAM_MAPS_MAX)
		diag_add(c->diags, "D_COMPLEX", c->clause->loc,
			 "the clauses of one probe use %zu maps, one for "
			 "each aggregation and associative array; at most %d "
			 "are possible, a key can tell several apart in one",
			 n, PROGRAM_MAPS_MAX);
	return n > PROGRAM_MAPS_MAX;
}

static void generate(struct cg *c, struct unit *const *units, size_t n)
{
	struct ebpf_asm *a = &c->a;
	struct err e = ERR_INIT;
	int start, first, out;

	start_program(c, units, n);
	start = ebpf_label(a);
	out = ebpf_label(a);
	first = ebpf_label(a);
	for (size_t i = 1; i < n; i++)
		ebpf_label(a);
	ebpf_jump(a, start);
	bodies(c, first);
	ebpf_here(a, start);
	prologue(c, out);
	dispatch(c, first, 0, (int)n);
	if (ebpf_label_used(a, out)) {
		ebpf_here(a, out);
		leave(a);
	}
	if (unit_is_syscall(c->unit->kind))
		cg_fill_syscalls(c);
	cg_emit_subs(c);
	if (diags_failed(c->diags))
		return;
	if (ebpf_asm_finish(a, &e))
		diag_add(c->diags, "D_COMPLEX", c->clause->loc, "%s", e.text);
	else if (!has_too_many_maps(c))
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
		else
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

	c->clauses = xcalloc((size_t)p->nclauses, sizeof(*c->clauses));
	for (const struct clause *cl = p->clauses; cl; cl = cl->next)
		c->clauses[cl->id] = cl;
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
	generate_all(&c, &units);
	cg_keep_accounts(&c);
	finish_maps(&c);
	units_release(&units);
	ebpf_asm_release(&c.a);
	for (int s = 0; s < 3; s++)
		free(c.places[s]);
	free(c.clauses);
}
