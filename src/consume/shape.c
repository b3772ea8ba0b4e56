/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * print(): a value of C as its type says, members on lines of their own.
 * Offsets are those of the compiler; but of a large struct only the beginning
 * was recorded, so each is compared with the number of bytes.
 */
#include "consume/impl.h"

#include <inttypes.h>
#include <string.h>

#include "image/shape.h"

#define INDENT 4

/* Where in the bytes we are. */
struct where {
	const unsigned char *bytes;
	size_t len;
	uint64_t at;
	int depth;
};

static void value_text(const struct image_shape *s, struct where w,
		       struct buf *out);

static bool is_there(const struct where *w, uint64_t size)
{
	return size <= w->len && w->at <= w->len - size;
}

static uint64_t raw_int(const struct image_shape *s, const struct where *w)
{
	uint64_t n = 0;

	memcpy(&n, w->bytes + w->at, s->size < 8 ? s->size : 8);
	return n;
}

/* With its sign, when it has one. */
static int64_t int_value(const struct image_shape *s, const struct where *w)
{
	uint64_t n = raw_int(s, w) >> s->bit_offset;
	unsigned bits = s->bit_width ? s->bit_width : (unsigned)s->size * 8;

	if (!bits || bits >= 64)
		return (int64_t)n;
	n <<= 64 - bits;
	return s->is_signed ? (int64_t)n >> (64 - bits)
			    : (int64_t)(n >> (64 - bits));
}

static void add_int(const struct image_shape *s, const struct where *w,
		    struct buf *out)
{
	int64_t n = int_value(s, w);
	bool is_negative = s->is_signed && n < 0;

	if (is_negative)
		buf_printf(out, "-0x%" PRIx64, -(uint64_t)n);
	else
		buf_printf(out, n ? "0x%" PRIx64 : "%" PRIx64, (uint64_t)n);
}

static void add_char(unsigned char c, struct buf *out)
{
	if (c == '\'' || c == '\\')
		buf_printf(out, "'\\%c'", c);
	else if (c >= ' ' && c <= '~')
		buf_printf(out, "'%c'", c);
	else if (c)
		buf_printf(out, "'\\x%02x'", c);
	else
		buf_add_str(out, "'\\0'");
}

static void add_enum(const struct image_shape *s, const struct where *w,
		     struct buf *out)
{
	int64_t n = int_value(s, w);

	for (size_t i = 0; i < s->nnames; i++)
		if (s->names[i].value == n) {
			buf_add_str(out, s->names[i].name);
			return;
		}
	add_int(s, w, out);
}

static void add_float(const struct image_shape *s, const struct where *w,
		      struct buf *out)
{
	long double wide = 0;
	double d = 0;
	float f = 0;

	if (s->size == sizeof(f)) {
		memcpy(&f, w->bytes + w->at, sizeof(f));
		d = (double)f;
	} else if (s->size == sizeof(d)) {
		memcpy(&d, w->bytes + w->at, sizeof(d));
	} else {
		memcpy(&wide, w->bytes + w->at, sizeof(wide));
		d = (double)wide;
	}
	buf_printf(out, "%g", d);
}

/* A text in quotes, up to its NUL. */
static void add_text(const unsigned char *p, size_t n, struct buf *out)
{
	buf_add_char(out, '"');
	for (size_t i = 0; i < n && p[i]; i++) {
		if (p[i] == '"' || p[i] == '\\')
			buf_printf(out, "\\%c", p[i]);
		else if (p[i] >= ' ' && p[i] != 0x7f)
			buf_add_char(out, (char)p[i]);
		else
			buf_printf(out, "\\x%02x", p[i]);
	}
	buf_add_char(out, '"');
}

static void new_line(int depth, struct buf *out)
{
	buf_add_char(out, '\n');
	buf_add_fill(out, ' ', (size_t)depth * INDENT);
}

static void add_struct(const struct image_shape *s, const struct where *w,
		       struct buf *out)
{
	buf_add_char(out, '{');
	for (size_t i = 0; i < s->nmembers; i++) {
		const struct image_shape *m = &s->members[i];
		struct where inner = {
			w->bytes, w->len, w->at + m->offset, w->depth + 1,
		};

		new_line(w->depth + 1, out);
		if (!is_there(&inner, m->kind == SHAPE_STRUCT ||
			      m->kind == SHAPE_ARRAY ? 0 : m->size)) {
			buf_add_str(out, "...");
			break;
		}
		buf_add_str(out, m->type);
		if (m->name)
			buf_printf(out, " %s", m->name);
		buf_add_str(out, " = ");
		value_text(m, inner, out);
	}
	new_line(w->depth, out);
	buf_add_char(out, '}');
}

/* An array of characters that are a text, with zeros behind it. */
static bool is_text(const struct image_shape *s, const struct where *w)
{
	const unsigned char *p = w->bytes + w->at;
	size_t n = s->count, i = 0;

	if (s->members->kind != SHAPE_CHAR || !is_there(w, n) || !n)
		return false;
	while (i < n && (p[i] >= ' ' || p[i] == '\t' || p[i] == '\n') &&
	       p[i] != 0x7f)
		i++;
	while (i < n && !p[i])
		i++;
	return i == n;
}

static void add_array(const struct image_shape *s, const struct where *w,
		      struct buf *out)
{
	bool has_lines = s->members->kind == SHAPE_STRUCT ||
		s->members->kind == SHAPE_ARRAY;

	buf_add_char(out, '[');
	if (is_text(s, w)) {
		buf_add_char(out, ' ');
		add_text(w->bytes + w->at, s->count, out);
		buf_add_str(out, " ]");
		return;
	}
	for (uint64_t i = 0; i < s->count && s->members->size; i++) {
		struct where inner = {
			w->bytes, w->len, w->at + i * s->members->size,
			w->depth + 1,
		};

		if (i)
			buf_add_char(out, ',');
		if (has_lines)
			new_line(w->depth + 1, out);
		else
			buf_add_char(out, ' ');
		if (!is_there(&inner, s->members->size)) {
			buf_add_str(out, "...");
			break;
		}
		value_text(s->members, inner, out);
	}
	if (has_lines)
		new_line(w->depth, out);
	else
		buf_add_char(out, ' ');
	buf_add_char(out, ']');
}

static void value_text(const struct image_shape *s, struct where w,
		       struct buf *out)
{
	switch (s->kind) {
	case SHAPE_INT: add_int(s, &w, out); return;
	case SHAPE_POINTER: add_int(s, &w, out); return;
	case SHAPE_CHAR: add_char(w.bytes[w.at], out); return;
	case SHAPE_ENUM: add_enum(s, &w, out); return;
	case SHAPE_FLOAT: add_float(s, &w, out); return;
	case SHAPE_STRING: add_text(w.bytes + w.at, s->size, out); return;
	case SHAPE_STRUCT: add_struct(s, &w, out); return;
	case SHAPE_ARRAY: add_array(s, &w, out); return;
	case SHAPE_OPAQUE:
		buf_printf(out, "<%" PRIu64 " bytes>", s->size);
		return;
	}
}

void shape_print(const struct view *v, const struct image_field *f,
		 struct buf *out)
{
	const struct image_shape *s = f->shape;
	struct buf text = BUF_INIT;
	struct where w = { v->data + f->offset, f->size, 0, 0 };

	buf_printf(out, "%s ", s->type);
	if (s->kind == SHAPE_STRING) {
		/* it may be one that takes no bytes of the record */
		field_text(v, f, &text);
		add_text((const unsigned char *)buf_str(&text), text.len, out);
		buf_release(&text);
	} else {
		value_text(s, w, out);
	}
}
