/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stacks of interpreters: functions and stacks come before what shows them, so
 * a stack is made text when it comes.
 */
#include "consume/impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* What is known of a function. */
struct code {
	uint32_t first_line;
	uint64_t base;
	char *file, *function;
	uint32_t length;
	unsigned char table[];
};

/* A frame's line; NULL: not of the language. */
struct line {
	char *text;
	bool is_entry;
};

struct frames {
	size_t n;
	struct line lines[];
};

/* ---- what comes in ----------------------------------------------------- */

static void add_utf8(uint32_t c, struct buf *out)
{
	if (c < 0x80) {
		buf_add_char(out, c < ' ' || c == 0x7f ? '?' : (char)c);
		return;
	}
	if (c >= 0x10000)
		buf_add_char(out, (char)(0xf0 | (c >> 18 & 7)));
	if (c >= 0x800)
		buf_add_char(out, (char)((c >= 0x10000 ? 0x80 : 0xe0) |
					 (c >> 12 & (c >= 0x10000 ? 63 : 15))));
	buf_add_char(out, (char)((c >= 0x800 ? 0x80 : 0xc0) |
				 (c >> 6 & (c >= 0x800 ? 63 : 31))));
	buf_add_char(out, (char)(0x80 | (c & 63)));
}

static char *text_of(const struct record_text *t)
{
	uint32_t n = t->length < sizeof(t->bytes) ? t->length
						  : sizeof(t->bytes);
	uint32_t width = t->width == 2 || t->width == 4 ? t->width : 1;
	struct buf out = BUF_INIT;

	for (uint32_t i = 0; i + width <= n; i += width) {
		uint32_t c = 0;

		memcpy(&c, t->bytes + i, width);
		add_utf8(c > 0x10ffff ? '?' : c, &out);
	}
	return buf_detach(&out);
}

static void key_of(char key[48], uint32_t pid, uint64_t code)
{
	snprintf(key, 48, "%x:%llx", pid, (unsigned long long)code);
}

static void code_free(struct code *c)
{
	if (!c)
		return;
	free(c->file);
	free(c->function);
	free(c);
}

static void add_code(struct consumer *c, const struct record_header *h,
		     const struct record_code *r)
{
	uint32_t n = r->table_length < INTERP_TABLE ? r->table_length
						    : INTERP_TABLE;
	struct code *code = xcalloc(1, sizeof(*code) + n);
	char key[48];

	code->first_line = r->line;
	code->base = r->base;
	code->file = text_of(&r->file);
	code->function = text_of(&r->function);
	code->length = n;
	memcpy(code->table, r->table, n);
	key_of(key, h->pid, r->code);
	code_free(strmap_get(&c->codes, key));
	strmap_set(&c->codes, key, code);
}

/* ---- lines ------------------------------------------------------------- */

struct bytes {
	const unsigned char *at, *end;
};

/* Six bits a byte, the least first, while bit 6 is set; all have bit 7 clear */
static int64_t number(struct bytes *b, bool is_signed)
{
	uint64_t n = 0;
	unsigned bits = 0;

	while (b->at < b->end && !(*b->at & 0x80) && bits < 60) {
		n |= (uint64_t)(*b->at & 63) << bits;
		bits += 6;
		if (!(*b->at++ & 64))
			break;
	}
	if (!is_signed)
		return (int64_t)n;
	return n & 1 ? -(int64_t)(n >> 1) : (int64_t)(n >> 1);
}

/*
 * The line of an instruction by a table of CPython 3.11 and later, or 0. Each
 * entry is for some units of two bytes; it begins with a byte that alone has
 * bit 7 set: four bits of kind, three of units less one. The kind tells how
 * the line changes; columns follow.
 */
static int64_t line_at(const struct code *code, uint64_t instruction)
{
	struct bytes b = { code->table, code->table + code->length };
	int64_t line = code->first_line, here = 0;
	uint64_t unit = (instruction - code->base) / 2, at = 0;

	while (b.at < b.end && at <= unit) {
		unsigned kind = *b.at >> 3 & 15;

		at += (*b.at++ & 7) + 1u;
		if (kind == 13 || kind == 14)
			line += number(&b, true);
		else if (kind >= 10 && kind <= 12)
			line += kind - 10;
		here = kind == 15 ? 0 : line;
		while (b.at < b.end && !(*b.at & 0x80))
			b.at++;
	}
	return at > unit ? here : 0;
}

static char *frame_text(const struct code *code, uint64_t instruction)
{
	int64_t line = line_at(code, instruction);

	/* clean-up code has no line: the function's is better than none */
	return xasprintf("%s:%lld (%s)", code->file,
			 line > 0 ? (long long)line
				  : (long long)code->first_line,
			 code->function);
}

/* ---- stacks ------------------------------------------------------------ */

static void frames_free(struct frames *f)
{
	for (size_t i = 0; f && i < f->n; i++)
		free(f->lines[i].text);
	free(f);
}

static void set_line(const struct consumer *c, const struct record_header *h,
		     const struct interp_frame *frame, struct line *out)
{
	const struct code *code;
	char key[48];

	out->is_entry = frame->instruction & INTERP_ENTRY;
	if (!frame->code)
		return;
	key_of(key, h->pid, frame->code);
	code = strmap_get(&c->codes, key);
	out->text = code ? frame_text(code, frame->instruction & ~INTERP_ENTRY)
			 : xasprintf("0x%llx",
				     (unsigned long long)frame->code);
}

static void add_frames(struct consumer *c, const struct record_header *h,
		       const struct record_frames *r, size_t n)
{
	struct frames *f;
	char key[48];

	key_of(key, h->pid, r->id);
	frames_free(strmap_get(&c->frames, key));
	f = xcalloc(1, sizeof(*f) + n * sizeof(*f->lines));
	f->n = n;
	for (size_t i = 0; i < n; i++)
		set_line(c, h, &r->frames[i], &f->lines[i]);
	strmap_set(&c->frames, key, f);
}

int frames_take(struct consumer *c, const struct record_header *h,
		const void *record, size_t len)
{
	const size_t head = offsetof(struct record_frames, frames);
	const unsigned char *data = (const unsigned char *)record + sizeof(*h);
	struct record_frames frames;
	struct record_code *code;

	len -= sizeof(*h);
	if (h->kind == RECORD_CODE && len >= sizeof(*code)) {
		code = xcalloc(1, sizeof(*code));
		memcpy(code, data, sizeof(*code));
		add_code(c, h, code);
		free(code);
		return 0;
	}
	if (h->kind == RECORD_FRAMES && len >= head) {
		len = len < sizeof(frames) ? len : sizeof(frames);
		memcpy(&frames, data, len);
		add_frames(c, h, &frames, (len - head) /
			   sizeof(*frames.frames));
		return 0;
	}
	return err_set(&c->error, -EINVAL, "record of %zu bytes is no part of "
		       "an interpreter's stack", len);
}

const struct frames *frames_find(const struct consumer *c, uint32_t pid,
				 uint64_t id)
{
	char key[48];

	if (!id)
		return NULL;
	key_of(key, pid, id);
	return strmap_get(&c->frames, key);
}

size_t frames_show(const struct frames *f, size_t from, unsigned indent,
		   struct buf *out)
{
	while (f && from < f->n) {
		const struct line *line = &f->lines[from++];

		if (line->text) {
			buf_add_fill(out, ' ', indent);
			buf_add_str(out, line->text);
			buf_add_char(out, '\n');
		}
		if (line->is_entry)
			break;
	}
	return from;
}

bool frames_done(const struct frames *f, size_t from)
{
	return !f || from >= f->n;
}

void frames_release(struct consumer *c)
{
	for (size_t i = 0; i < c->codes.len; i++)
		code_free(c->codes.entries[i].value);
	for (size_t i = 0; i < c->frames.len; i++)
		frames_free(c->frames.entries[i].value);
	strmap_release(&c->codes);
	strmap_release(&c->frames);
}
