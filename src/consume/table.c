/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rows of a printa(): keys of one map or of several with the same kind of
 * key, CPUs added up, sorted.
 *
 * What looks the same is one row. A program writes an interned name as (index,
 * pid), and two of those may read alike, so keys are compared by what they
 * show: each entry carries its key's parts, decoded once. Entries are sorted
 * by key; runs of equal keys become rows; rows are then sorted by value.
 */
#include "consume/impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

static int compare_part(const struct image_field *f, const struct key_part *a,
			const struct key_part *b)
{
	int order;

	if (f->kind == FIELD_INT) {
		if (f->is_signed)
			return (a->number > b->number) -
			       (a->number < b->number);
		return ((uint64_t)a->number > (uint64_t)b->number) -
		       ((uint64_t)a->number < (uint64_t)b->number);
	}
	order = memcmp(a->text, b->text, a->len < b->len ? a->len : b->len);
	return order ? order : (a->len > b->len) - (a->len < b->len);
}

static int compare_keys(const struct table *t, const struct table_entry *a,
			const struct table_entry *b)
{
	const struct image_agg *agg = t->aggs[a->column];

	for (size_t i = 0; i < agg->nkeys; i++) {
		size_t k = (i + t->keypos) % agg->nkeys;
		int order = compare_part(&agg->keys[k], &a->parts[k],
					 &b->parts[k]);

		if (order)
			return order;
	}
	return 0;
}

static int by_key(const void *x, const void *y, void *arg)
{
	const struct table_entry *a = x, *b = y;
	int order = compare_keys(arg, a, b);

	return order ? order : (a->column > b->column) -
			       (a->column < b->column);
}

/* ---- reading ------------------------------------------------------------ */

struct loader {
	struct table *t;
	size_t column;
	const struct agg_state *state;
};

static struct key_part decode(struct table *t, const struct view *v,
			      const struct image_field *f)
{
	struct buf text = BUF_INIT;
	struct key_part part = { 0, "", 0 };

	if (f->kind == FIELD_INT) {
		part.number = field_int(v, f);
	} else if (f->kind == FIELD_BYTES) {
		part.text = (const char *)v->data + f->offset;
		part.len = f->size;
	} else {
		field_text(v, f, &text);
		part.len = text.len;
		part.text = arena_strndup(&t->arena, buf_str(&text),
					  text.len);
		buf_release(&text);
	}
	return part;
}

static int add_entry(void *arg, const void *key, const void *values,
		     unsigned ncpus)
{
	struct loader *l = arg;
	struct table *t = l->t;
	const struct image_agg *agg = t->aggs[l->column];
	struct table_entry *e = vec_push(&t->entries);
	struct view v = { .image = t->image, .consumer = t->consumer };
	uint64_t *one;

	e->column = l->column;
	e->normal = normal_of(l->state, key, agg->key_size);
	e->key = arena_memdup(&t->arena, key, agg->key_size);
	v.data = e->key;
	e->parts = ARENA_NEW_N(&t->arena, struct key_part, agg->nkeys);
	for (size_t i = 0; i < agg->nkeys; i++)
		e->parts[i] = decode(t, &v, &agg->keys[i]);
	e->value = arena_alloc(&t->arena, agg->value_size);
	one = xcalloc(1, agg->value_size);
	for (unsigned cpu = 0; cpu < ncpus; cpu++) {
		memcpy(one, (const char *)values +
		       (size_t)cpu * agg->value_size, agg->value_size);
		agg_merge(agg, e->value, one);
	}
	free(one);
	return 0;
}

/* ---- rows --------------------------------------------------------------- */

static void add_row(struct table *t, size_t first, size_t n,
		    const uint64_t *zeros)
{
	struct table_row *row = vec_push(&t->rows);
	uint64_t **values = ARENA_NEW_N(&t->arena, uint64_t *, t->naggs);

	row->first = first;
	row->n = n;
	row->values = (const uint64_t **)values;
	row->normals = ARENA_NEW_N(&t->arena, uint64_t, t->naggs);
	for (size_t i = first; i < first + n; i++) {
		const struct table_entry *e = &t->entries.items[i];

		row->normals[e->column] = e->normal;
		if (values[e->column])
			agg_merge(t->aggs[e->column], values[e->column],
				  e->value);
		else
			values[e->column] = e->value;
	}
	for (size_t i = 0; i < t->naggs; i++)
		if (!row->values[i]) {
			row->values[i] = zeros;
			row->normals[i] = 1;
		}
}

static void make_rows(struct table *t)
{
	const struct table_entry *e = t->entries.items;
	uint32_t most = 0;
	const uint64_t *zeros;

	for (size_t i = 0; i < t->naggs; i++)
		if (t->aggs[i]->value_size > most)
			most = t->aggs[i]->value_size;
	zeros = arena_alloc(&t->arena, most);
	for (size_t i = 0, n; i < t->entries.len; i += n) {
		n = 1;
		while (i + n < t->entries.len &&
		       !compare_keys(t, &e[i], &e[i + n]))
			n++;
		add_row(t, i, n, zeros);
	}
}

struct sorting {
	const struct table *t;
	const struct consume_options *options;	/* NULL: by value */
};

/* Rows stand in the order of their keys, so first tells it. */
static int compare_rows(const void *x, const void *y, void *arg)
{
	const struct table_row *a = x, *b = y;
	const struct sorting *s = arg;
	const struct consume_options *o = s->options;
	size_t n = s->t->naggs;
	int order = 0;

	for (size_t i = 0; i < n && !order && !(o && o->aggsortkey); i++) {
		size_t at = (i + (o ? o->aggsortpos : 0)) % n;

		order = agg_compare(s->t->aggs[at], a->values[at],
				    b->values[at]);
	}
	if (!order)
		order = (a->first > b->first) - (a->first < b->first);
	return o && o->aggsortrev ? -order : order;
}

int table_load(struct table *t, struct consumer *c, const int *aggs,
	       size_t naggs, const struct consume_options *order)
{
	struct sorting sorting = { t, order };

	memset(t, 0, sizeof(*t));
	arena_init(&t->arena);
	t->image = c->image;
	t->consumer = c;
	t->keypos = order ? order->aggsortkeypos : 0;
	t->naggs = naggs;
	t->aggs = ARENA_NEW_N(&t->arena, const struct image_agg *, naggs);
	for (size_t i = 0; i < naggs; i++) {
		struct loader l = { t, i, &c->aggs[aggs[i]] };
		int ret;

		t->aggs[i] = &c->image->aggs.items[aggs[i]];
		ret = aggs_snapshot(c, t->aggs[i], add_entry, &l);
		if (ret) {
			table_release(t);
			return ret;
		}
	}
	if (!t->entries.len)
		return 0;
	qsort_r(t->entries.items, t->entries.len, sizeof(*t->entries.items),
		by_key, t);
	make_rows(t);
	qsort_r(t->rows.items, t->rows.len, sizeof(*t->rows.items),
		compare_rows, &sorting);
	return 0;
}

void table_release(struct table *t)
{
	vec_release(&t->entries);
	vec_release(&t->rows);
	arena_release(&t->arena);
}

struct view table_key(const struct table *t, const struct table_row *row,
		      const struct image_agg **agg)
{
	const struct table_entry *e = &t->entries.items[row->first];

	*agg = t->aggs[e->column];
	return (struct view){
		.image = t->image, .consumer = t->consumer, .data = e->key,
	};
}
