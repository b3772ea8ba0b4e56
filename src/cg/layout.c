/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where everything goes, decided before any code is made: variables and state
 * here, the keys of aggregations and each clause's record beside. Offsets are
 * constants, because the kernel's verifier follows every path to every offset.
 */
#include "cg/str.h"

#include <string.h>

#define VARIABLE_MAX 16384	/* bytes of a struct or an array */
#define THIS_ON_STACK 12	/* clause-local integers that get a slot */

bool cg_is_string(const struct node *n)
{
	return type_resolve(n->type)->kind == TYPE_STRING;
}

bool cg_is_probe_part(const struct node *n, enum probe_part *part)
{
	if (n->kind != NODE_BUILTIN)
		return false;
	switch (n->builtin->id) {
	case BI_PROBEPROV: *part = PART_PROVIDER; return true;
	case BI_PROBEMOD: *part = PART_MODULE; return true;
	case BI_PROBEFUNC: *part = PART_FUNCTION; return true;
	case BI_PROBENAME: *part = PART_NAME; return true;
	default: return false;
	}
}

bool cg_is_execname(const struct node *n)
{
	return n->kind == NODE_BUILTIN && n->builtin->id == BI_EXECNAME;
}

/* ---- variables ------------------------------------------------- */

uint32_t cg_key_size(struct cg *c, const struct type *t)
{
	if (cg_is_block(t))
		return (uint32_t)(type_size(t) + 7) & ~7u;
	return type_resolve(t)->kind == TYPE_STRING ? c->options->strsize : 8;
}

static void place_array(struct cg *c, struct var_place *p)
{
	const struct variable *v = p->var;
	/* a self-> array's first key is the thread */
	struct image_map m = {
		.role = MAP_ARRAY, .type = BPF_MAP_TYPE_HASH,
		.name = arena_printf(&c->image->arena, "%.15s", v->name),
		.key_size = v->scope == SCOPE_SELF ? 8 : 0,
		.value_size = cg_key_size(c, v->type),
		.max_entries = c->options->dynkeys,
		.flags = BPF_F_NO_PREALLOC,
	};

	for (size_t i = 0; i < v->nkeys; i++)
		m.key_size += cg_key_size(c, v->keys[i]);
	*vec_push(&c->image->maps) = m;
	p->map = (int)c->image->maps.len - 1;
}

static uint32_t take(uint32_t *total, uint32_t size)
{
	uint32_t at = *total;

	*total += (size + 7) & ~7u;
	return at;
}

static void place_variable(struct cg *c, const struct variable *v)
{
	struct var_place *p = &c->places[v->scope][v->id];
	const struct type *t = v->type ? type_resolve(v->type) : NULL;
	uint32_t size;

	p->var = v;
	if (!t || t->kind == TYPE_DYNAMIC)
		return;		/* declared by a use that never assigned */
	if (t->size > VARIABLE_MAX) {
		diag_add(c->diags, "D_COMPLEX", v->loc,
			 "variable '%s' has %llu bytes, at most %d are "
			 "possible", v->name, (unsigned long long)t->size,
			 VARIABLE_MAX);
		return;
	}
	size = cg_key_size(c, t);
	if (v->is_array)
		place_array(c, p);
	else if (v->scope == SCOPE_GLOBAL)
		p->offset = take(&c->globals_size, size);
	else if (v->scope == SCOPE_SELF)
		p->offset = take(&c->self_size, size);
	else if (type_is_scalar(t) &&
		 c->this_stack > SLOT_LAST - THIS_ON_STACK * 8)
		p->offset = (uint32_t)(c->this_stack -= 8);
	else
		p->offset = take(&c->this_size, size);
}

struct var_place *cg_place(struct cg *c, const struct variable *v)
{
	return &c->places[v->scope][v->id];
}

/* ---- state ----------------------------------------------------- */

static void visit(struct cg *c, const struct node *n, cg_visit_fn *fn,
		  void *data)
{
	if (!n)
		return;
	fn(c, n, data);
	visit(c, n->left, fn, data);
	visit(c, n->right, fn, data);
	visit(c, n->third, fn, data);
	for (const struct node *arg = n->args; arg; arg = arg->next)
		visit(c, arg, fn, data);
}

void cg_visit_stmts(struct cg *c, const struct stmt *s, cg_visit_fn *fn,
		    void *data)
{
	for (; s; s = s->next) {
		visit(c, s->expr, fn, data);
		cg_visit_stmts(c, s->then, fn, data);
		cg_visit_stmts(c, s->otherwise, fn, data);
	}
}

/* What keeps something in scratch memory for the whole firing. */
static void note_state(struct cg *c, const struct node *n, void *data)
{
	(void)data;
	if (n->kind == NODE_CALL && n->builtin->id == BI_STRTOK)
		c->has_token = true;
	if (n->kind == NODE_BUILTIN && n->builtin->id == BI_VTIMESTAMP)
		c->names_vtime = true;
	if (n->kind == NODE_BUILTIN && n->builtin->id == BI_ERRNO)
		c->names_errno |= !c->at_returns;
	c->has_pool |= cg_uses_pool(n);
	c->has_number |= c->has_pool ||
		(n->type && cg_is_object(n) &&
		 !cg_is_memory(cg_object_base(n)));
}

/* Where calls return their error is at hand. */
static bool is_at_returns(const struct clause *cl)
{
	for (const struct probe_desc *d = cl->probes; d; d = d->next)
		if (strcmp(d->provider, "syscall") || strcmp(d->name, "return"))
			return false;
	return true;
}

static void place_state(struct cg *c)
{
	const struct variable *v = c->in->program->variables;

	for (const struct clause *cl = c->in->program->clauses; cl;
	     cl = cl->next) {
		c->at_returns = is_at_returns(cl);
		visit(c, cl->predicate, note_state, NULL);
		cg_visit_stmts(c, cl->body, note_state, NULL);
	}
	/* it is the only memory of ours that addresses lead to */
	c->has_pool |= c->options->no_kernel;
	c->has_number |= c->has_pool;
	if (c->has_token)
		c->token = take(&c->this_size, cg_token_size(c));
	if (c->has_number)
		c->number = take(&c->this_size, 8);
	if (c->has_pool)
		c->pool = take(&c->this_size, cg_pool_size());
	if (c->this_size > SCRATCH_MAX)
		diag_add(c->diags, "D_COMPLEX", v->loc,
			 "strings and structs in this-> variables need %u bytes, at most "
			 "%d are possible", c->this_size, SCRATCH_MAX);
}

void cg_layout(struct cg *c)
{
	const struct program *p = c->in->program;

	c->this_stack = SLOT_LAST;
	for (const struct variable *v = p->variables; v; v = v->next)
		place_variable(c, v);
	place_state(c);
	for (const struct aggregation *g = p->aggregations; g; g = g->next)
		cg_layout_agg(c, g);
	c->key_stacks = ARENA_NEW_N(&c->image->arena, uint32_t, p->nclauses);
	for (const struct clause *cl = p->clauses; cl; cl = cl->next) {
		cg_layout_clause(c, cl);
		c->key_stacks[cl->id] = cg_key_stack_size(c, cl->body);
	}
	cg_layout_events(c);
	c->image->names_vtime = c->names_vtime;
	c->image->names_errno = c->names_errno;
}
