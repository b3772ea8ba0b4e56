/* SPDX-License-Identifier: BSD-2-Clause */
/* printa(), clear(), trunc() and what the end prints. */
#include "consume/impl.h"

/* Keys in columns, then the values, and a newline. */
static void print_row(struct consumer *c, const struct table *t,
		      const struct table_row *row, struct buf *out)
{
	const struct image_agg *agg;
	struct view v = table_key(t, row, &agg);

	for (size_t i = 0; i < agg->nkeys; i++)
		datum_key(&v, &agg->keys[i], &c->options, out);
	for (size_t i = 0; i < t->naggs; i++)
		agg_print_value(t->aggs[i], row->values[i],
				row->normals[i], c->options.aggzoom, out);
	buf_add_char(out, '\n');
}

static void format_row(const struct table *t, const struct table_row *row,
		       const char *format, struct buf *out)
{
	const struct image_agg *agg;
	struct view v = table_key(t, row, &agg);
	struct format_args args = {
		.view = &v, .fields = agg->keys, .nfields = agg->nkeys,
		.aggs = t->aggs, .values = row->values,
		.normals = row->normals,
		.naggs = t->naggs, .zoom = t->consumer->options.aggzoom,
	};

	format_print(format, &args, out);
}

/* One aggregation without a format may be a picture. */
static bool print_picture(const struct consume_options *o, struct table *t,
			  struct buf *out)
{
	bool is_histogram = agg_is_histogram(t->aggs[0]);

	if (t->naggs != 1 || !t->rows.len)
		return false;
	if (o->aggpack && is_histogram)
		aggform_pack(t, o->aggzoom, out);
	else if (o->agghist && !is_histogram)
		aggform_bars(t, o->aggzoom, out);
	else
		return false;
	return true;
}

static void print_table(struct consumer *c, const struct table *t,
			const char *format, struct buf *out)
{
	for (size_t i = 0; i < t->rows.len; i++) {
		const struct table_row *row = &t->rows.items[i];

		if (format)
			format_row(t, row, format, out);
		else
			print_row(c, t, row, out);
	}
}

/* format NULL: columns. Gives the number of rows, or a negative errno. */
static long show(struct consumer *c, const int *aggs, size_t naggs,
		 const char *format, struct buf *out)
{
	struct table t;
	long n;
	int ret = table_load(&t, c, aggs, naggs, &c->options);

	if (ret)
		return ret;
	if (c->options.json)
		json_table(&t, out);
	else if (format || !print_picture(&c->options, &t, out))
		print_table(c, &t, format, out);
	n = (long)t.rows.len;
	table_release(&t);
	return n;
}

int aggregate_printa(struct consumer *c, const struct image_action *a,
		     struct buf *out)
{
	long n;

	if (c->options.json)
		json_action_begin("printa", out);
	else if (!a->format)
		buf_add_char(out, '\n');
	n = show(c, a->aggs, a->naggs, a->format, out);
	if (c->options.json)
		buf_add_char(out, '}');
	if (n < 0)
		return (int)n;
	/* what had nothing to print yet is still owed at the end */
	for (size_t i = 0; i < a->naggs && n; i++)
		c->aggs[a->aggs[i]].printed = true;
	return 0;
}

int aggregate_show(struct consumer *c, int agg, struct buf *out)
{
	long n;

	if (c->options.json)
		buf_add_str(out, "{\"type\":\"aggregation\"");
	n = show(c, &agg, 1, NULL, out);
	if (c->options.json)
		buf_add_str(out, "}\n");
	return n < 0 ? (int)n : 0;
}

int aggregate_clear(struct consumer *c, int agg)
{
	const struct image_agg *a = &c->image->aggs.items[agg];

	return aggs_clear(c, a);
}

/* Delete the map keys of rows [from, to). */
static int delete_rows(struct consumer *c, const struct table *t,
		       struct agg_state *s, size_t from, size_t to)
{
	const struct image_agg *a = t->aggs[0];
	struct buf keys = BUF_INIT;
	size_t n = 0;
	int ret = 0;

	for (size_t i = from; i < to; i++) {
		const struct table_row *row = &t->rows.items[i];

		for (size_t k = row->first; k < row->first + row->n; k++, n++) {
			const void *key = t->entries.items[k].key;

			buf_add(&keys, key, a->key_size);
			normal_remove(s, key, a->key_size);
		}
	}
	if (n)
		ret = aggs_trunc(c, a, keys.data, n);
	buf_release(&keys);
	return ret;
}

int aggregate_trunc(struct consumer *c, int agg, bool all, int64_t keep)
{
	const struct image_agg *a = &c->image->aggs.items[agg];
	struct agg_state *s = &c->aggs[agg];
	struct table t;
	uint64_t n = keep < 0 ? 0 - (uint64_t)keep : (uint64_t)keep;
	int ret;

	if (all || !n) {
		normal_forget(s);
		return aggs_trunc(c, a, NULL, 0);
	}
	if (!a->nkeys)
		return 0;
	ret = table_load(&t, c, &agg, 1, NULL);
	if (ret)
		return ret;
	if (n < t.rows.len && keep > 0)
		ret = delete_rows(c, &t, s, 0, t.rows.len - n);
	else if (n < t.rows.len)
		ret = delete_rows(c, &t, s, n, t.rows.len);
	table_release(&t);
	return ret;
}
