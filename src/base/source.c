/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/source.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/vec.h"

/* A line `# 12 "name"` or `#line 12`: the next line is that one. */
struct marker {
	size_t at;		/* number of the marker's own line, from 0 */
	int line;
	const char *name;
	size_t name_len;
};

struct source_lines {
	VEC(uint32_t) starts;
	VEC(struct marker) markers;
};

static const char *skip_blanks(const char *p)
{
	return p + strspn(p, " \t");
}

/* Is the line at p a marker? One without a name keeps that of the last. */
static void note_marker(struct source *s, const char *p)
{
	struct source_lines *lines = s->lines;
	size_t n = lines->markers.len;
	struct marker m = {
		.at = lines->starts.len - 1,
		.name = n ? lines->markers.items[n - 1].name : s->name,
		.name_len = n ? lines->markers.items[n - 1].name_len
			      : strlen(s->name),
	};
	const char *end;
	char *digits_end;

	p = skip_blanks(p + 1);
	if (strncmp(p, "line", 4) == 0)
		p = skip_blanks(p + 4);
	if (*p < '0' || *p > '9')
		return;
	m.line = (int)(strtol(p, &digits_end, 10) & 0xffffff);
	p = skip_blanks(digits_end);
	end = *p == '"' ? strpbrk(p + 1, "\"\n") : NULL;
	if (end && *end == '"') {
		m.name = p + 1;
		m.name_len = (size_t)(end - p) - 1;
	}
	*vec_push(&lines->markers) = m;
}

static void index_lines(struct source *s)
{
	const char *p = s->text, *end = s->text + s->len;

	for (;;) {
		const char *first = skip_blanks(p);

		*vec_push(&s->lines->starts) = (uint32_t)(p - s->text);
		if (*first == '#')
			note_marker(s, first);
		p = memchr(p, '\n', (size_t)(end - p));
		if (!p)
			return;
		p++;
	}
}

struct source *source_new(const char *name, const char *text, size_t len)
{
	struct source *s = xcalloc(1, sizeof(*s));

	s->name = xstrdup(name);
	s->text = xcalloc(len + 1, 1);
	if (len)
		memcpy(s->text, text, len);
	s->len = len;
	s->lines = xcalloc(1, sizeof(*s->lines));
	index_lines(s);
	return s;
}

void source_free(struct source *s)
{
	if (!s)
		return;
	vec_release(&s->lines->starts);
	vec_release(&s->lines->markers);
	free(s->lines);
	free(s->name);
	free(s->text);
	free(s);
}

/* The number of the line that holds that byte, from 0. */
static size_t line_of(const struct source *s, size_t at)
{
	const uint32_t *starts = s->lines->starts.items;
	size_t low = 0, high = s->lines->starts.len;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (starts[middle] <= at)
			low = middle;
		else
			high = middle;
	}
	return low;
}

/* The last marker above that line, or NULL. */
static const struct marker *marker_above(const struct source *s, size_t line)
{
	const struct marker *m = s->lines->markers.items;
	size_t low = 0, high = s->lines->markers.len;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (m[middle].at < line)
			low = middle + 1;
		else
			high = middle;
	}
	return low ? &m[low - 1] : NULL;
}

static size_t clamp(const struct source *s, size_t at)
{
	return at < s->len ? at : s->len;
}

size_t source_line_start(const struct source *s, size_t at)
{
	return s->lines->starts.items[line_of(s, clamp(s, at))];
}

void loc_position(struct loc loc, int *line, int *column)
{
	const struct source *s = loc.source;
	size_t at = clamp(s, loc.start), n = line_of(s, at);
	const struct marker *m = marker_above(s, n);

	*line = m ? m->line + (int)(n - m->at - 1) : (int)n + 1;
	*column = (int)(at - s->lines->starts.items[n]) + 1;
}

void loc_file(struct loc loc, struct buf *out)
{
	const struct source *s = loc.source;
	const struct marker *m =
		marker_above(s, line_of(s, clamp(s, loc.start)));

	if (m)
		buf_add_printable(out, m->name, m->name_len);
	else
		buf_add_printable(out, s->name, strlen(s->name));
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
