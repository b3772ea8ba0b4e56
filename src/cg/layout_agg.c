/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The keys of aggregations. All uses of one share a map, so the place of each
 * key follows from what all of them put there.
 */
#include "cg/str.h"

#include <string.h>

#include "base/bug.h"

#define PER_CPU_MAX 32768	/* bytes of a value: the kernel's limit */
#define PER_CPU_KEYED 64	/* bytes of a value that has many keys */

static void note_key_stack(struct cg *c, const struct node *n, void *data)
{
	uint32_t *most = data;

	if (n->kind != NODE_AGG)
		return;
	for (const struct node *k = n->args; k; k = k->next)
		if (cg_stack_key_size(c, k) > *most)
			*most = cg_stack_key_size(c, k);
}

uint32_t cg_key_stack_size(struct cg *c, const struct stmt *body)
{
	uint32_t most = 0;

	cg_visit_stmts(c, body, note_key_stack, &most);
	return most;
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
		if (!cg_is_execname(k))
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

void cg_layout_agg(struct cg *c, const struct aggregation *agg)
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
		cg_visit_stmts(c, cl->body, note_keys, &u);
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
