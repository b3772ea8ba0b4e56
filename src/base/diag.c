/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define DEFAULT_LIMIT 20
#define LINE_MAX_SHOWN 160	/* bytes of a source line that are printed */

struct source *source_new(const char *name, const char *text, size_t len)
{
	struct source *s = xcalloc(1, sizeof(*s));

	s->name = xstrdup(name);
	s->text = xcalloc(len + 1, 1);
	memcpy(s->text, text, len);
	s->len = len;
	return s;
}

void source_free(struct source *s)
{
	if (!s)
		return;
	free(s->name);
	free(s->text);
	free(s);
}

static size_t line_start(const struct source *s, size_t at)
{
	while (at > 0 && s->text[at - 1] != '\n')
		at--;
	return at;
}

/* Bytes that could steer a terminal are shown as a dot. */
static void add_printable(struct buf *out, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];

		buf_add_char(out, c == '\t' || (c >= ' ' && c != 127)
			     ? (char)c : '.');
	}
}

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* What a loc is in, as # lines before it say. */
struct place {
	int line;
	const char *name;
	size_t name_len;
};

/* A line `# 12 "name"` or `#line 12`: the next line is that one. */
static void follow_marker(const char *p, struct place *place)
{
	const char *end;
	char *digits_end;

	p = skip_blanks(p + 1);
	if (strncmp(p, "line", 4) == 0)
		p = skip_blanks(p + 4);
	if (*p < '0' || *p > '9')
		return;
	place->line = (int)(strtol(p, &digits_end, 10) & 0xffffff) - 1;
	p = skip_blanks(digits_end);
	end = *p == '"' ? strpbrk(p + 1, "\"\n") : NULL;
	if (end && *end == '"') {
		place->name = p + 1;
		place->name_len = (size_t)(end - p) - 1;
	}
}

static struct place find_place(struct loc loc)
{
	const struct source *s = loc.source;
	size_t at = loc.start < s->len ? loc.start : s->len;
	struct place place = { 1, s->name, strlen(s->name) };

	for (size_t i = 0; i < at; i++) {
		if (i == 0 || s->text[i - 1] == '\n') {
			const char *p = skip_blanks(s->text + i);

			if (p < s->text + at && *p == '#' &&
			    memchr(p, '\n', (size_t)(s->text + at - p)))
				follow_marker(p, &place);
		}
		place.line += s->text[i] == '\n';
	}
	return place;
}

void loc_position(struct loc loc, int *line, int *column)
{
	const struct source *s = loc.source;
	size_t at = loc.start < s->len ? loc.start : s->len;

	*line = find_place(loc).line;
	*column = (int)(at - line_start(s, at)) + 1;
}

void loc_file(struct loc loc, struct buf *out)
{
	struct place place = find_place(loc);

	add_printable(out, place.name, place.name_len);
}

struct loc loc_join(struct loc a, struct loc b)
{
	if (!a.source)
		return b;
	if (a.source != b.source)
		return a;
	if (b.start < a.start)
		a.start = b.start;
	if (b.end > a.end)
		a.end = b.end;
	return a;
}

void diags_release(struct diags *d)
{
	for (size_t i = 0; i < d->len; i++)
		free(d->items[i].text);
	free(d->items);
	*d = (struct diags)DIAGS_INIT;
}

bool diags_failed(const struct diags *d)
{
	return d->errors > 0;
}

bool diags_full(const struct diags *d)
{
	return d->errors >= (d->limit ? d->limit : DEFAULT_LIMIT);
}

static void add(struct diags *d, const char *tag, struct loc loc,
		bool is_warning, const char *fmt, va_list ap)
{
	struct buf text = BUF_INIT;

	if (diags_full(d))
		return;
	buf_vprintf(&text, fmt, ap);
	if (d->len == d->cap) {
		d->cap = d->cap ? d->cap * 2 : 8;
		d->items = xrealloc(d->items, d->cap, sizeof(*d->items));
	}
	d->items[d->len++] = (struct diag){
		.tag = tag, .loc = loc, .text = buf_detach(&text),
		.is_warning = is_warning,
	};
	d->errors += !is_warning;
}

void diag_vadd(struct diags *d, const char *tag, struct loc loc,
	       const char *fmt, va_list ap)
{
	add(d, tag, loc, false, fmt, ap);
}

void diag_add(struct diags *d, const char *tag, struct loc loc,
	      const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, tag, loc, false, fmt, ap);
	va_end(ap);
}

void diag_warn(struct diags *d, const char *tag, struct loc loc,
	       const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	add(d, tag, loc, true, fmt, ap);
	va_end(ap);
}

static void add_caret(struct buf *out, const struct diag *g)
{
	const struct source *s = g->loc.source;
	size_t at = g->loc.start < s->len ? g->loc.start : s->len;
	size_t start = line_start(s, at), end = at, tail;

	while (end < s->len && s->text[end] != '\n')
		end++;
	if (end == start || at - start >= LINE_MAX_SHOWN)
		return;
	if (end - start > LINE_MAX_SHOWN)
		end = start + LINE_MAX_SHOWN;
	buf_add_str(out, "    ");
	add_printable(out, s->text + start, end - start);
	buf_add_str(out, "\n    ");
	for (size_t i = start; i < at; i++)
		buf_add_char(out, s->text[i] == '\t' ? '\t' : ' ');
	buf_add_char(out, '^');
	tail = g->loc.end < end ? g->loc.end : end;
	if (tail > at + 1)
		buf_add_fill(out, '~', tail - at - 1);
	buf_add_char(out, '\n');
}

void diags_print(const struct diags *d, bool show_tags, struct buf *out)
{
	for (size_t i = 0; i < d->len; i++) {
		const struct diag *g = &d->items[i];
		const struct source *s = g->loc.source;
		int line, column;

		buf_add_str(out, "dtrace: ");
		if (s) {
			loc_position(g->loc, &line, &column);
			loc_file(g->loc, out);
			buf_printf(out, ":%d:%d: ", line, column);
		}
		if (g->is_warning)
			buf_add_str(out, "warning: ");
		if (show_tags)
			buf_printf(out, "[%s] ", g->tag);
		add_printable(out, g->text, strlen(g->text));
		buf_add_char(out, '\n');
		if (s)
			add_caret(out, g);
	}
	if (diags_full(d))
		buf_add_str(out, "dtrace: too many errors, giving up\n");
}
