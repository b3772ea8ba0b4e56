/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Aggregations as pictures: -x agghist draws a bar for each key's value, -x
 * aggpack puts each distribution on one line, a column for each bucket.
 */
#include "consume/impl.h"

#include "image/bucket.h"

/* The keys of each row as one text, and the width of the widest. */
struct labels {
	struct buf *texts;
	int width;
};

static void add_key(const struct table *t, const struct table_row *row,
		    struct buf *out)
{
	const struct image_agg *agg;
	struct view v = table_key(t, row, &agg);

	for (size_t i = 0; i < agg->nkeys; i++) {
		if (i)
			buf_add_char(out, ' ');
		if (agg->keys[i].kind == FIELD_INT)
			buf_printf(out, agg->keys[i].is_signed ? "%lld" :
				   "%llu",
				   (long long)field_int(&v, &agg->keys[i]));
		else
			field_text(&v, &agg->keys[i], out);
	}
}

static struct labels make_labels(struct table *t)
{
	struct labels l = {
		ARENA_NEW_N(&t->arena, struct buf, t->rows.len), 16,
	};

	for (size_t i = 0; i < t->rows.len; i++) {
		add_key(t, &t->rows.items[i], &l.texts[i]);
		if ((int)l.texts[i].len > l.width)
			l.width = (int)l.texts[i].len;
	}
	return l;
}

static void release_labels(const struct table *t, struct labels *l)
{
	for (size_t i = 0; i < t->rows.len; i++)
		buf_release(&l->texts[i]);
}

void aggform_bars(struct table *t, bool zoom, struct buf *out)
{
	struct labels l = make_labels(t);
	struct bars b = { .zoom = zoom };

	for (size_t i = 0; i < t->rows.len; i++)
		bars_count(&b, agg_scalar(t->aggs[0],
					  t->rows.items[i].values[0],
					  t->rows.items[i].normals[0]));
	buf_printf(out, "\n%*s %41s %-9s\n", l.width, "key", BAR_TITLE,
		   "count");
	for (size_t i = 0; i < t->rows.len; i++) {
		int64_t n = agg_scalar(t->aggs[0], t->rows.items[i].values[0],
				       t->rows.items[i].normals[0]);

		buf_printf(out, "%*s ", l.width, buf_str(&l.texts[i]));
		bars_print(&b, n, out);
		buf_printf(out, " %-9lld\n", (long long)n);
	}
	release_labels(t, &l);
}

/* Buckets that any row has hit: first to last. */
static void shown_range(const struct table *t, uint32_t *first, uint32_t *last)
{
	uint32_t n = bucket_count(t->aggs[0]->func, t->aggs[0]->params);

	*first = n;
	*last = 0;
	for (size_t i = 0; i < t->rows.len; i++)
		for (uint32_t b = 0; b < n; b++) {
			if (!t->rows.items[i].values[0][b])
				continue;
			*first = b < *first ? b : *first;
			*last = b > *last ? b : *last;
		}
	if (*first == n)
		*first = *last = 0;
}

/* Eighths of a character's height; the least count is seen, too. */
static void add_column(int64_t count, int64_t full, struct buf *out)
{
	static const char *const heights[] = {
		" ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585",
		"\u2586", "\u2587", "\u2588",
	};
	int64_t eighths = full ? (int64_t)((long double)count * 8 / full +
					   0.5L) : 0;

	if (count && eighths < 1)
		eighths = 1;
	buf_add_str(out, heights[count < 0 ? 0 : eighths > 8 ? 8 : eighths]);
}

static void pack_row(const struct image_agg *a, const struct table_row *row,
		     uint32_t first, uint32_t last, bool zoom, struct buf *out)
{
	int64_t total = 0, most = 0;

	for (uint32_t b = first; b <= last; b++) {
		int64_t count = (int64_t)row->values[0][b];

		total += count;
		most = count > most ? count : most;
	}
	buf_add_char(out, ':');
	for (uint32_t b = first; b <= last; b++)
		add_column((int64_t)row->values[0][b], zoom ? most : total,
			   out);
	buf_printf(out, ": %16lld | %lld\n",
		   (long long)bucket_value(a->func, a->params, last),
		   (long long)(total / (int64_t)row->normals[0]));
}

void aggform_pack(struct table *t, bool zoom, struct buf *out)
{
	const struct image_agg *a = t->aggs[0];
	struct labels l = make_labels(t);
	uint32_t first, last;

	shown_range(t, &first, &last);
	buf_printf(out, "\n%*s %16s .", l.width, "key", "min");
	buf_add_fill(out, '-', last - first + 1);
	buf_printf(out, ". %16s | count\n", "max");
	for (size_t i = 0; i < t->rows.len; i++) {
		buf_printf(out, "%*s %16lld ", l.width, buf_str(&l.texts[i]),
			   (long long)bucket_value(a->func, a->params, first));
		pack_row(a, &t->rows.items[i], first, last, zoom, out);
	}
	release_labels(t, &l);
}
