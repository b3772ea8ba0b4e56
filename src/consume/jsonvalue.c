/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values as JSON. What is traced may be any bytes, and JSON strings are
 * Unicode: text that is not valid UTF-8 becomes an object with the bytes in
 * hex, which every reader takes and which loses nothing.
 */
#include "consume/impl.h"

#include <math.h>
#include <string.h>

#include "image/bucket.h"

/* Bytes of the character that begins at p, or 0: it is not UTF-8. */
static size_t character(const unsigned char *p, size_t n)
{
	size_t len = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 :
		     *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;

	if (!len || len > n)
		return 0;
	for (size_t i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	/* spelled longer than needed, a surrogate, above U+10FFFF */
	if ((*p == 0xe0 && p[1] < 0xa0) || (*p == 0xed && p[1] > 0x9f) ||
	    (*p == 0xf0 && p[1] < 0x90) || (*p == 0xf4 && p[1] > 0x8f))
		return 0;
	return len;
}

static bool is_utf8(const unsigned char *p, size_t n)
{
	while (n) {
		size_t len = character(p, n);

		if (!len)
			return false;
		p += len;
		n -= len;
	}
	return true;
}

static void add_hex(const unsigned char *p, size_t n, struct buf *out)
{
	buf_add_str(out, "{\"hex\":\"");
	for (size_t i = 0; i < n; i++)
		buf_printf(out, "%02x", p[i]);
	buf_add_str(out, "\"}");
}

void json_text(const char *s, size_t n, struct buf *out)
{
	static const char names[] = "\bb\tt\nn\ff\rr\\\\\"\"";

	if (!is_utf8((const unsigned char *)s, n)) {
		add_hex((const unsigned char *)s, n, out);
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < n; i++) {
		const char *name = names;

		while (*name && *name != s[i])
			name += 2;
		if (*name)
			buf_printf(out, "\\%c", name[1]);
		else if ((unsigned char)s[i] < ' ')
			buf_printf(out, "\\u%04x", (unsigned char)s[i]);
		else
			buf_add_char(out, s[i]);
	}
	buf_add_char(out, '"');
}

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
		add_hex(v->data + f->offset, f->size, out);
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
