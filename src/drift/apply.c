/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/apply.h"

/* One hunk as it is looked for: the lines that must be there. */
struct pattern {
	const struct hunk *hunk;
	bool reverse;
	long start;		/* where it should be, from 1 */
	long prefix, suffix;	/* context */
	VEC(struct line) lines;
};

/* The file while it is patched; lines count from 1, as in a diff. */
struct work {
	const struct text *in;
	struct text *out;	/* may be NULL */
	long done;		/* lines of in that are behind us */
	long offset;		/* where the last hunk went, from its place */
};

static bool is_old(char kind, bool reverse)
{
	return kind == ' ' || kind == (reverse ? '+' : '-');
}

static void make_pattern(struct pattern *p, const struct hunk *h, bool reverse)
{
	*p = (struct pattern){ .hunk = h, .reverse = reverse };
	p->start = reverse ? h->new_start : h->old_start;
	p->prefix = h->prefix;
	p->suffix = h->suffix;
	for (size_t i = 0; i < h->lines.len; i++)
		if (is_old(h->lines.items[i].kind, reverse))
			*vec_push(&p->lines) = h->lines.items[i].line;
	/* an empty range is named by the line before it */
	if (p->lines.len == 0)
		p->start++;
}

static bool matches(const struct pattern *p, const struct text *in, long at,
		    long skip_front, long skip_back)
{
	long end = (long)p->lines.len - skip_back;

	if (at < 1 || at - 1 + end > (long)in->lines.len)
		return false;
	for (long i = skip_front; i < end; i++)
		if (!line_same(&in->lines.items[at - 1 + i],
			       &p->lines.items[i]))
			return false;
	return true;
}

/*
 * The nearest place behind what is done that fits; 0: none. Context that is
 * left out may lie behind the end of the file, if the place is not a later one.
 */
static long nearest(const struct work *w, const struct pattern *p, long guess,
		    long front, long back)
{
	long first = w->done + 1;
	long last = (long)w->in->lines.len - (long)p->lines.len + 1;

	if (guess >= first && matches(p, w->in, guess, front, back))
		return guess;
	for (long d = 1; guess + d <= last || guess - d >= first; d++) {
		if (guess + d >= first && guess + d <= last &&
		    matches(p, w->in, guess + d, front, back))
			return guess + d;
		if (guess - d >= first &&
		    matches(p, w->in, guess - d, front, back))
			return guess - d;
	}
	return 0;
}

/*
 * Less context at one end than at the other means that the file begins or
 * ends there, so only that place will do.
 */
static long locate(const struct work *w, const struct pattern *p, int fuzz)
{
	long context = p->prefix > p->suffix ? p->prefix : p->suffix;
	long front = fuzz + p->prefix - context;
	long back = fuzz + p->suffix - context;
	long guess = p->start + w->offset;
	long last = (long)w->in->lines.len - (long)p->lines.len + 1;

	if (p->lines.len == 0)
		return guess > w->done && guess <= last ? guess :
			p->start == 1 && w->in->lines.len == 0 ? 1 : 0;
	if (front < 0 && p->start <= 1) {
		if (w->done > 0 || (back < 0 && last != 1))
			return 0;
		return matches(p, w->in, 1, 0, back < 0 ? 0 : back) ? 1 : 0;
	}
	if (front < 0)
		front = 0;
	if (back < 0)
		return last > w->done && matches(p, w->in, last, front, 0) ?
			last : 0;
	return nearest(w, p, guess, front, back);
}

static void copy_until(struct work *w, long at)
{
	for (; w->done < at - 1 && w->done < (long)w->in->lines.len; w->done++)
		if (w->out)
			*vec_push(&w->out->lines) =
				w->in->lines.items[w->done];
}

/*
 * Replace the pattern at that line; context stays as the file has it. The next
 * hunk may begin in the context behind the last change.
 */
static void replace(struct work *w, const struct pattern *p, long at)
{
	for (size_t i = 0; i < p->hunk->lines.len; i++) {
		const struct hunk_line *l = &p->hunk->lines.items[i];

		if (l->kind != ' ')
			copy_until(w, at);
		if (is_old(l->kind, p->reverse)) {
			w->done += l->kind != ' ';
			at++;
		} else if (w->out) {
			*vec_push(&w->out->lines) = l->line;
		}
	}
}

static struct applied apply_hunk(struct work *w, const struct hunk *h,
				 bool reverse, int max_fuzz)
{
	struct applied a = { .fit = FIT_CONFLICT };
	struct pattern p;
	long at = 0, context;

	make_pattern(&p, h, reverse);
	context = p.prefix > p.suffix ? p.prefix : p.suffix;
	for (a.fuzz = 0; a.fuzz <= max_fuzz && a.fuzz <= context; a.fuzz++) {
		at = locate(w, &p, a.fuzz);
		if (at)
			break;
	}
	if (at) {
		a.offset = at - p.start;
		w->offset = a.offset;
		replace(w, &p, at);
		a.fit = a.fuzz ? FIT_FUZZ : a.offset ? FIT_OFFSET : FIT_CLEAN;
	}
	vec_release(&p.lines);
	return a;
}

struct applied apply_file(const struct text *in, const struct patch_file *f,
			  bool reverse, int fuzz, struct text *out)
{
	struct work w = { in, out, 0, 0 };
	struct applied worst = { .fit = FIT_CLEAN };

	for (size_t i = 0; i < f->hunks.len; i++) {
		struct applied a = apply_hunk(&w, &f->hunks.items[i], reverse,
					      fuzz);

		if (a.fit > worst.fit) {
			worst = a;
			worst.hunk = i;
		}
	}
	copy_until(&w, (long)in->lines.len + 1);
	return worst;
}
