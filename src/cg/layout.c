/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where everything goes, decided before any code is made: variables, the keys
 * of aggregations, and each clause's record. Offsets are constants, because
 * the kernel's verifier follows every path to every offset.
 */
#include "cg/str.h"

#include <string.h>

#include "base/bug.h"
#include "lang/format.h"

#define RECORD_MAX 32760	/* an offset in an instruction has 16 bits */
#define COMM_SIZE 16		/* TASK_COMM_LEN of the kernel */
#define PER_CPU_MAX 32768	/* bytes of a value: the kernel's limit */
#define PER_CPU_KEYED 64	/* bytes of a value that has many keys */
#define VARIABLE_MAX 16384	/* bytes of a struct or an array */
#define PRINT_MAX 16384	/* bytes that one print() records */
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

static bool is_execname(const struct node *n)
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

/* ---- keys of aggregations -------------------------------------- */

typedef void visit_fn(struct cg *c, const struct node *n, void *data);

static void visit(struct cg *c, const struct node *n, visit_fn *fn, void *data)
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

static void visit_stmts(struct cg *c, const struct stmt *s, visit_fn *fn,
			void *data)
{
	for (; s; s = s->next) {
		visit(c, s->expr, fn, data);
		visit_stmts(c, s->then, fn, data);
		visit_stmts(c, s->otherwise, fn, data);
	}
}

static void note_key_stack(struct cg *c, const struct node *n, void *data)
{
	uint32_t *most = data;

	if (n->kind != NODE_AGG)
		return;
	for (const struct node *k = n->args; k; k = k->next)
		if (cg_stack_key_size(c, k) > *most)
			*most = cg_stack_key_size(c, k);
}

/* What is known of one aggregation's keys from all of its uses. */
struct key_uses {
	const struct aggregation *agg;
	bool *all_interned, *all_execname;	/* of strings */
	struct image_field *stacks;	/* the largest of stacks, symbols */
};

static void note_stack(struct cg *c, const struct node *call,
		       struct image_field *most)
{
	struct image_field f = { 0 };

	cg_stack_layout(c, call, &f);
	if (most->size && f.has_frames != most->has_frames) {
		f.size += f.has_frames ? 0 : 8;
		most->size += most->has_frames ? 0 : 8;
		f.has_frames = most->has_frames = true;
	}
	if (f.size > most->size)
		*most = f;
}

static void note_keys(struct cg *c, const struct node *n, void *data)
{
	struct key_uses *u = data;
	enum probe_part part;
	size_t i = 0;

	if (n->kind != NODE_AGG || n->agg != u->agg)
		return;
	for (const struct node *k = n->args; k; k = k->next, i++) {
		if (k->kind == NODE_CALL && builtin_is_key(k->builtin))
			note_stack(c, k, &u->stacks[i]);
		if (k->kind != NODE_STRING && !cg_is_probe_part(k, &part))
			u->all_interned[i] = false;
		if (!is_execname(k))
			u->all_execname[i] = false;
	}
}

static void layout_key(struct cg *c, const struct aggregation *agg, size_t i,
		       const struct key_uses *u, struct image_agg *out)
{
	struct image_field *f = &out->keys[i];
	const struct type *t = type_resolve(agg->keys[i]);

	*f = u->stacks[i];
	f->offset = out->key_size;
	if (f->size) {
		out->key_size += f->size;
		return;
	}
	f->size = 8;
	if (cg_is_block(t)) {
		f->kind = FIELD_BYTES;
		f->size = (uint32_t)t->size;
	} else if (t->kind != TYPE_STRING) {
		/* stored in 8 bytes, shown as wide as its type */
		f->kind = FIELD_INT;
		f->size = (uint32_t)cg_int_size(t);
		f->is_signed = cg_is_signed(t);
		f->is_pointer = t->kind == TYPE_POINTER;
	} else if (u->all_interned[i]) {
		f->kind = FIELD_INTERNED;
	} else {
		f->kind = FIELD_STRING;
		f->size = u->all_execname[i] ? COMM_SIZE : c->options->strsize;
	}
	out->key_size += (f->size + 7) & ~7u;
}

static enum agg_func agg_func_of(const struct aggregation *agg)
{
	switch (agg->func->id) {
	case BI_COUNT: return AGG_COUNT;
	case BI_SUM: return AGG_SUM;
	case BI_MIN: return AGG_MIN;
	case BI_MAX: return AGG_MAX;
	case BI_AVG: return AGG_AVG;
	case BI_STDDEV: return AGG_STDDEV;
	case BI_QUANTIZE: return AGG_QUANTIZE;
	case BI_LQUANTIZE: return AGG_LQUANTIZE;
	case BI_LLQUANTIZE: return AGG_LLQUANTIZE;
	default:
		BUG("%s() is no aggregating function", agg->func->name);
	}
}

static void layout_agg(struct cg *c, const struct aggregation *agg)
{
	struct arena *arena = &c->image->arena;
	struct key_uses u = {
		.agg = agg,
		.all_interned = ARENA_NEW_N(arena, bool, agg->nkeys),
		.all_execname = ARENA_NEW_N(arena, bool, agg->nkeys),
		.stacks = ARENA_NEW_N(arena, struct image_field, agg->nkeys),
	};
	struct image_agg out = {
		.name = arena_strdup(arena, agg->name),
		.keys = ARENA_NEW_N(arena, struct image_field, agg->nkeys),
		.nkeys = agg->nkeys, .is_signed = true,
	};
	struct image_map m = {
		.role = MAP_AGG, .name = "agg",
		.type = BPF_MAP_TYPE_PERCPU_HASH, .flags = BPF_F_NO_PREALLOC,
	};

	if (!agg->func)
		BUG("aggregation '%s' has no function", agg->name);
	memset(u.all_interned, true, agg->nkeys);
	memset(u.all_execname, true, agg->nkeys);
	for (const struct clause *cl = c->in->program->clauses; cl;
	     cl = cl->next)
		visit_stmts(c, cl->body, note_keys, &u);
	for (size_t i = 0; i < agg->nkeys; i++)
		layout_key(c, agg, i, &u, &out);
	memcpy(out.params, agg->params, sizeof(out.params));
	out.func = agg_func_of(agg);
	out.value_size = image_agg_value_size(out.func, out.params);
	/* without keys too: only a hash tells a sum of 0 from no sum */
	if (!agg->nkeys)
		out.key_size = 4;
	m.key_size = out.key_size;
	m.value_size = out.value_size;
	/*
	 * While a program runs, the kernel has only some pages of memory for
	 * each CPU: a few new histograms at once, and keys would be lost.
	 */
	if (m.value_size > (agg->nkeys ? PER_CPU_KEYED : PER_CPU_MAX))
		m.type = BPF_MAP_TYPE_HASH;
	m.max_entries = agg->nkeys ? c->options->aggkeys : 1;
	*vec_push(&c->image->maps) = m;
	out.map = (int)c->image->maps.len - 1;
	*vec_push(&c->image->aggs) = out;
}

/* ---- records --------------------------------------------------- */

static uint32_t record_take(struct image_clause *layout, uint32_t size)
{
	uint32_t align = size >= 8 ? 8 : size ? size : 1;
	uint32_t at = (layout->record_size + align - 1) & ~(align - 1);

	layout->record_size = at + size;
	return at;
}

static void layout_bytes(struct image_clause *layout, uint64_t size,
			 struct image_field *f)
{
	f->kind = FIELD_BYTES;
	f->size = (uint32_t)size;
	f->offset = record_take(layout, (f->size + 7) & ~7u);
}

static void layout_field(struct cg *c, struct image_clause *layout,
			 const struct node *n, struct image_field *f)
{
	const struct type *t = type_resolve(n->type);

	if (cg_is_probe_part(n, &f->part)) {
		f->kind = FIELD_PROBE;
	} else if (n->kind == NODE_BUILTIN && n->builtin->id == BI_ID) {
		f->kind = FIELD_INT;
		f->size = 4;
		f->is_probe_id = true;
	} else if (n->kind == NODE_STRING) {
		f->kind = FIELD_CONST_STRING;
		f->text = arena_strdup(&c->image->arena, n->str);
	} else if (t->kind == TYPE_STRING) {
		f->kind = FIELD_STRING;
		f->size = is_execname(n) ? COMM_SIZE : c->options->strsize;
		f->offset = record_take(layout, (f->size + 7) & ~7u);
	} else if (type_is_scalar(t) || cg_is_float(t)) {
		f->kind = FIELD_INT;
		f->size = (uint32_t)cg_int_size(t);
		f->is_float = cg_is_float(t);
		f->is_signed = cg_is_signed(t);
		f->is_pointer = t->kind == TYPE_POINTER;
		f->offset = record_take(layout, f->size);
	} else if (cg_is_object(n) && t->size && t->size <= RECORD_MAX) {
		layout_bytes(layout, t->size, f);
	} else {
		diag_add(c->diags, "D_COMPLEX", n->loc,
			 "a value of this type with %llu bytes cannot be "
			 "recorded, at most %d are possible",
			 (unsigned long long)t->size, RECORD_MAX);
	}
}

static void layout_fields(struct cg *c, struct image_clause *layout,
			  const struct node *first, struct image_action *out)
{
	size_t n = 0;

	for (const struct node *a = first; a; a = a->next)
		n++;
	out->fields = ARENA_NEW_N(&c->image->arena, struct image_field, n);
	for (const struct node *a = first; a; a = a->next)
		layout_field(c, layout, a, &out->fields[out->nfields++]);
}

/* ustack(), usym(): what they record is as trace() of it would be. */
static void layout_stack(struct cg *c, struct image_clause *layout,
			 const struct node *call, struct image_action *out)
{
	out->kind = ACTION_TRACE;
	out->fields = ARENA_NEW(&c->image->arena, struct image_field);
	out->nfields = 1;
	cg_stack_layout(c, call, out->fields);
	out->fields->offset = record_take(layout, out->fields->size);
}

/* print(value): of what is larger than printsize, the beginning */
static void layout_print(struct cg *c, struct image_clause *layout,
			 const struct node *value, struct image_action *out)
{
	const struct type *t = type_resolve(value->type);
	struct image_field *f = ARENA_NEW(&c->image->arena,
					  struct image_field);
	uint32_t most = c->options->printsize < PRINT_MAX
		? c->options->printsize : PRINT_MAX;

	out->kind = ACTION_PRINT;
	out->fields = f;
	out->nfields = 1;
	if (cg_is_block(t) && t->size > most)
		layout_bytes(layout, most, f);
	else
		layout_field(c, layout, value, f);
	f->shape = cg_shape(c, value->type);
}

/* tracemem(address, size[, how many of them to show]) */
static void layout_tracemem(struct cg *c, struct image_clause *layout,
			    const struct node *address,
			    struct image_action *out)
{
	const struct node *size = address->next, *shown = size->next;

	out->kind = ACTION_TRACEMEM;
	out->nfields = shown ? 2 : 1;
	out->fields = ARENA_NEW_N(&c->image->arena, struct image_field, 2);
	layout_bytes(layout, size->value, &out->fields[0]);
	if (shown)
		layout_field(c, layout, shown, &out->fields[1]);
}

static void layout_aggs(struct cg *c, const struct node *first,
			struct image_action *out)
{
	size_t n = 0;

	for (const struct node *a = first; a; a = a->next)
		n++;
	out->aggs = ARENA_NEW_N(&c->image->arena, int, n);
	for (const struct node *a = first; a && a->kind == NODE_AGG;
	     a = a->next)
		out->aggs[out->naggs++] = a->agg->id;
}

/* Does the format name addresses of processes? */
static bool names_user(const struct node *format)
{
	struct format_conv conv;
	const char *error;
	size_t at = 0;

	while (format_next(format->str, format->str_len, &at, &conv, &error))
		if (conv.letter == 'A')
			return true;
	return false;
}

/* printa(@a, ..) or printa("format", @a, ..) and printf("format", ..) */
static const struct node *take_format(struct cg *c, const struct node *call,
				      struct image_action *out)
{
	const struct node *a = call->args;

	if (!a || a->kind != NODE_STRING)
		return a;
	out->format = arena_strdup(&c->image->arena, a->str);
	c->image->names_user |= names_user(a);
	return a->next;
}

static void layout_printf(struct cg *c, struct image_clause *layout,
			  const struct node *n, enum action_kind kind,
			  struct image_action *out)
{
	out->kind = kind;
	layout_fields(c, layout, take_format(c, n, out), out);
}

/* copyout(from, address, length), copyoutstr(string, address, length) */
static void layout_copyout(struct cg *c, struct image_clause *layout,
			   const struct node *from, struct image_action *out)
{
	const struct node *address = from->next, *length = address->next;

	out->kind = ACTION_COPYOUT;
	out->nfields = COPYOUT_FIELDS;
	out->fields = ARENA_NEW_N(&c->image->arena, struct image_field,
				  COPYOUT_FIELDS);
	layout_field(c, layout, address, &out->fields[COPYOUT_ADDRESS]);
	layout_field(c, layout, length, &out->fields[COPYOUT_LENGTH]);
	if (cg_is_string(from)) {
		/* its place must be in the record, also when it is constant */
		struct image_field *f = &out->fields[COPYOUT_BYTES];

		f->kind = FIELD_STRING;
		f->size = c->options->strsize;
		f->offset = record_take(layout, (f->size + 7) & ~7u);
	} else {
		layout_bytes(layout, cg_copyout_size(length),
			     &out->fields[COPYOUT_BYTES]);
	}
}

static void layout_call(struct cg *c, struct image_clause *layout,
			const struct node *n, struct image_action *out)
{
	const struct node *first = n->args;

	if (builtin_is_key(n->builtin)) {
		layout_stack(c, layout, n, out);
		return;
	}
	switch (n->builtin->id) {
	case BI_TRACE:
		out->kind = ACTION_TRACE;
		layout_fields(c, layout, first, out);
		return;
	case BI_PRINT:
		layout_print(c, layout, first, out);
		return;
	case BI_PRINTF:
		layout_printf(c, layout, n, ACTION_PRINTF, out);
		return;
	case BI_SYSTEM:
		layout_printf(c, layout, n, ACTION_SYSTEM, out);
		return;
	case BI_FREOPEN:
		layout_printf(c, layout, n, ACTION_FREOPEN, out);
		return;
	case BI_FTRUNCATE:
		out->kind = ACTION_FTRUNCATE;
		return;
	case BI_SETOPT:
		out->kind = ACTION_SETOPT;
		layout_fields(c, layout, first, out);
		return;
	case BI_COPYOUT:
	case BI_COPYOUTSTR:
		layout_copyout(c, layout, first, out);
		return;
	case BI_TRACEMEM:
		layout_tracemem(c, layout, first, out);
		return;
	case BI_EXIT:
		out->kind = ACTION_EXIT;
		layout_fields(c, layout, first, out);
		return;
	case BI_PRINTA:
		out->kind = ACTION_PRINTA;
		layout_aggs(c, take_format(c, n, out), out);
		return;
	case BI_CLEAR:
		out->kind = ACTION_CLEAR;
		break;
	case BI_TRUNC:
		out->kind = ACTION_TRUNC;
		break;
	case BI_NORMALIZE:
		out->kind = ACTION_NORMALIZE;
		break;
	case BI_DENORMALIZE:
		out->kind = ACTION_DENORMALIZE;
		break;
	default:
		cg_unsupported(c, n->loc, n->builtin->name);
		return;
	}
	layout_aggs(c, first, out);
	layout_fields(c, layout, first->next, out);
}

static bool speculates(const struct stmt *s)
{
	for (; s; s = s->next)
		if (cg_is_call(s, BI_SPECULATE) || speculates(s->then) ||
		    speculates(s->otherwise))
			return true;
	return false;
}

static size_t count_actions(const struct stmt *s)
{
	size_t n = 0;

	for (; s; s = s->next)
		n += (size_t)cg_records(s) + count_actions(s->then) +
		     count_actions(s->otherwise);
	return n;
}

static void layout_stmts(struct cg *c, struct image_clause *layout,
			 const struct stmt *s, bool conditional)
{
	for (; s; s = s->next) {
		struct image_action *out = &layout->actions[layout->nactions];

		if (cg_records(s)) {
			layout->nactions++;
			if (conditional)
				out->flag = record_take(layout, 1);
			layout_call(c, layout, s->expr, out);
		}
		layout_stmts(c, layout, s->then, true);
		layout_stmts(c, layout, s->otherwise, true);
	}
}

static void layout_clause(struct cg *c, const struct clause *cl)
{
	struct image_clause *out = vec_push(&c->image->clauses);
	bool speculative = speculates(cl->body);
	size_t n = cl->has_body ? count_actions(cl->body) : 1;
	int line = 0, column;

	out->actions = ARENA_NEW_N(&c->image->arena, struct image_action, n);
	if (cl->loc.source) {
		loc_position(cl->loc, &line, &column);
		out->where = arena_printf(&c->image->arena, "%s:%d",
					  cl->loc.source->name, line);
	}
	if (!n && !speculative)
		return;
	out->record_size = sizeof(struct record_header);
	if (speculative)
		out->speculation = record_take(out, 8);
	if (!cl->has_body)
		out->actions[out->nactions++].kind = ACTION_DEFAULT;
	layout_stmts(c, out, cl->body, false);
	out->record_size = (out->record_size + 7) & ~7u;
	if (out->record_size > RECORD_MAX)
		diag_add(c->diags, "D_COMPLEX", cl->loc,
			 "this clause records %u bytes, at most %d are possible",
			 out->record_size, RECORD_MAX);
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
		visit_stmts(c, cl->body, note_state, NULL);
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
		layout_agg(c, g);
	c->key_stacks = ARENA_NEW_N(&c->image->arena, uint32_t, p->nclauses);
	for (const struct clause *cl = p->clauses; cl; cl = cl->next) {
		layout_clause(c, cl);
		visit_stmts(c, cl->body, note_key_stack,
			    &c->key_stacks[cl->id]);
	}
	cg_layout_events(c);
	c->image->names_vtime = c->names_vtime;
	c->image->names_errno = c->names_errno;
}
