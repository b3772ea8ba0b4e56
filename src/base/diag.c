/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/diag.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define DEFAULT_LIMIT 20
#define LINE_MAX_SHOWN 160	/* bytes of a source line that are printed */

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
	size_t start = source_line_start(s, at), end = at, tail;

	while (end < s->len && s->text[end] != '\n')
		end++;
	if (end == start || at - start >= LINE_MAX_SHOWN)
		return;
	if (end - start > LINE_MAX_SHOWN)
		end = start + LINE_MAX_SHOWN;
	buf_add_str(out, "    ");
	buf_add_printable(out, s->text + start, end - start);
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
		buf_add_printable(out, g->text, strlen(g->text));
		buf_add_char(out, '\n');
		if (s)
			add_caret(out, g);
	}
	if (diags_full(d))
		buf_add_str(out, "dtrace: too many errors, giving up\n");
}
