/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Values without a format: trace(), and the columns of an aggregation's key.
 * An integer's column is as wide as its size needs.
 */
#include "consume/impl.h"

#include <ctype.h>
#include <string.h>

#define TRACE_WIDTH 33		/* of a string that is traced */
#define KEY_WIDTH 50		/* of a string in a key */
#define DUMP_LINE 16		/* bytes a line of a dump */

static int int_width(uint32_t size)
{
	switch (size) {
	case 1: return 3;
	case 2: return 5;
	case 4: return 8;
	}
	return 16;
}

static void add_int(const struct view *v, const struct image_field *f,
		    bool bare, struct buf *out)
{
	int width = bare ? 0 : int_width(f->size);
	char hex[24];

	if (!bare)
		buf_add_char(out, ' ');
	if (f->is_float) {
		buf_printf(out, "%*g", width, field_double(v, f));
	} else if (f->is_pointer) {
		snprintf(hex, sizeof(hex), "0x%llx",
			 (unsigned long long)field_uint(v, f));
		buf_printf(out, "%*s", width, hex);
	} else if (f->is_signed) {
		buf_printf(out, "%*lld", width, (long long)field_int(v, f));
	} else {
		buf_printf(out, "%*llu", width,
			   (unsigned long long)field_uint(v, f));
	}
}

/* A column is padded on the right; text that is longer pushes what follows. */
static void add_column(const char *s, size_t len, size_t width, bool bare,
		       struct buf *out)
{
	if (!bare)
		buf_add_str(out, "  ");
	buf_add(out, s, len);
	if (!bare && len < width)
		buf_add_fill(out, ' ', width - len);
}

static void dump(const unsigned char *p, size_t n, struct buf *out)
{
	buf_printf(out, "\n%11s", "");
	for (int i = 0; i < DUMP_LINE; i++)
		buf_printf(out, "  %x", i);
	buf_add_str(out, "  0123456789abcdef\n");
	for (size_t at = 0; at < n; at += DUMP_LINE) {
		size_t end = at + DUMP_LINE < n ? at + DUMP_LINE : n;

		buf_printf(out, "%10zx:", at);
		for (size_t i = at; i < end; i++)
			buf_printf(out, " %02x", p[i]);
		buf_add_fill(out, ' ', 3 * (at + DUMP_LINE - end) + 2);
		for (size_t i = at; i < end; i++)
			buf_add_char(out, p[i] < ' ' || p[i] > '~'
				     ? '.' : (char)p[i]);
		buf_add_char(out, '\n');
	}
}

static bool is_texty(unsigned char c)
{
	return isprint(c) || isspace(c) || c == '\b' || c == '\a';
}

/*
 * Bytes are taken for a string when they are printable up to the end, or up to
 * a first NUL behind which there are only NULs.
 */
static bool looks_like_text(const unsigned char *p, size_t n, size_t *len)
{
	size_t i = 0;

	while (i < n && is_texty(p[i]))
		i++;
	*len = i;
	if (!i)
		return false;
	while (i < n && !p[i])
		i++;
	return i == n;
}

static void add_datum(const struct view *v, const struct image_field *f,
		      size_t width, bool bare, bool raw, struct buf *out)
{
	struct buf text = BUF_INIT;
	const unsigned char *p = v->data + f->offset;
	size_t len;

	if (f->kind == FIELD_INT) {
		add_int(v, f, bare, out);
	} else if (field_is_stack(f)) {
		stack_text(v, f, v->consumer->options.stackindent, out);
	} else if (f->kind == FIELD_BYTES) {
		if (!raw && looks_like_text(p, f->size, &len))
			add_column((const char *)p, len, width, bare, out);
		else
			dump(p, f->size, out);
	} else {
		field_text(v, f, &text);
		if (raw)
			dump((const unsigned char *)buf_str(&text),
			     text.len + 1, out);
		else
			add_column(buf_str(&text), text.len, width, bare, out);
		buf_release(&text);
	}
}

void datum_trace(const struct view *v, const struct image_field *f,
		 const struct consume_options *o, struct buf *out)
{
	if (f->kind == FIELD_SYMBOL || f->kind == FIELD_USYMBOL)
		add_datum(v, f, KEY_WIDTH, false, false, out);
	else
		add_datum(v, f, TRACE_WIDTH, o->quiet, o->raw_bytes, out);
}

void datum_dump(const struct view *v, const struct image_field *bytes,
		struct buf *out)
{
	dump(v->data + bytes->offset, bytes->size, out);
}

void datum_key(const struct view *v, const struct image_field *f,
	       const struct consume_options *o, struct buf *out)
{
	add_datum(v, f, KEY_WIDTH, false, o->raw_bytes, out);
}
