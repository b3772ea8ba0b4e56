/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The record of each clause: which actions it carries, and where the values
 * that they need are in it.
 */
#include "cg/str.h"

#include "lang/format.h"

#define RECORD_MAX 32760	/* an offset in an instruction has 16 bits */
#define PRINT_MAX 16384	/* bytes that one print() records */

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
		f->size = cg_is_execname(n) ? COMM_SIZE : c->options->strsize;
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

void cg_layout_clause(struct cg *c, const struct clause *cl)
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
