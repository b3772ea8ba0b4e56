/* SPDX-License-Identifier: BSD-2-Clause */
/* Values as JSON. */
#include "consume/impl.h"

#include <math.h>
#include <string.h>

#include "image/bucket.h"

void json_separate(struct buf *out)
{
	if (out->len && !strchr("[{:\n", out->data[out->len - 1]))
		buf_add_char(out, ',');
}

static void add_number(int64_t n, bool is_signed, struct buf *out)
{
	if (is_signed)
		buf_printf(out, "%lld", (long long)n);
	else
		buf_printf(out, "%llu", (unsigned long long)n);
}

/* JSON has no infinity, and nothing that is no number: they are texts. */
static void add_float(double d, struct buf *out)
{
	if (isfinite(d))
		buf_printf(out, "%.17g", d);
	else
		buf_printf(out, "\"%g\"", d);
}

/* The frames, each as its line shows it. */
static void add_stack(const struct view *v, const struct image_field *f,
		      struct buf *out)
{
	struct buf lines = BUF_INIT;
	const char *line;

	stack_text(v, f, 0, &lines);
	buf_add_char(out, '[');
	line = buf_str(&lines);
	while (*line) {
		size_t n = strcspn(line, "\n");

		if (n) {
			json_separate(out);
			json_text(line, n, out);
		}
		line += n + (line[n] == '\n');
	}
	buf_add_char(out, ']');
	buf_release(&lines);
}

void json_field(const struct view *v, const struct image_field *f,
		struct buf *out)
{
	struct buf text = BUF_INIT;

	if (f->kind == FIELD_INT && f->is_float) {
		add_float(field_double(v, f), out);
	} else if (f->kind == FIELD_INT) {
		add_number(field_int(v, f), f->is_signed, out);
	} else if (f->kind == FIELD_BYTES) {
		json_bytes(v->data + f->offset, f->size, out);
	} else if (field_is_stack(f)) {
		add_stack(v, f, out);
	} else {
		field_text(v, f, &text);
		json_text(buf_str(&text), text.len, out);
		buf_release(&text);
	}
}

void json_fields(const struct view *v, const struct image_field *fields,
		 size_t n, struct buf *out)
{
	buf_add_char(out, '[');
	for (size_t i = 0; i < n; i++) {
		json_separate(out);
		json_field(v, &fields[i], out);
	}
	buf_add_char(out, ']');
}

/* The buckets that were hit; what lies below all levels has no value. */
static void add_histogram(const struct image_agg *a, const uint64_t *buckets,
			  uint64_t normal, struct buf *out)
{
	uint32_t n = bucket_count(a->func, a->params);

	buf_add_char(out, '[');
	for (uint32_t b = 0; b < n; b++) {
		if (!buckets[b])
			continue;
		json_separate(out);
		buf_add_char(out, '[');
		if (!b && a->func != AGG_QUANTIZE)
			buf_add_str(out, "null");
		else
			add_number(bucket_value(a->func, a->params, b), true,
				   out);
		buf_add_char(out, ',');
		add_number((int64_t)buckets[b] / (int64_t)normal, true, out);
		buf_add_char(out, ']');
	}
	buf_add_char(out, ']');
}

void json_value(const struct image_agg *a, const uint64_t *value,
		uint64_t normal, struct buf *out)
{
	if (agg_is_histogram(a))
		add_histogram(a, value, normal, out);
	else
		add_number(agg_scalar(a, value, normal),
			   agg_scalar_is_signed(a), out);
}
