/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/state.h"

const char *state_name(enum state s)
{
	static const char *const names[] = {
		"clean", "offset", "fuzz", "upstream", "conflict", "missing",
	};

	return names[s];
}

enum state state_of_fit(enum fit f)
{
	static const enum state states[] = {
		[FIT_CLEAN] = STATE_CLEAN, [FIT_OFFSET] = STATE_OFFSET,
		[FIT_FUZZ] = STATE_FUZZ, [FIT_CONFLICT] = STATE_CONFLICT,
	};

	return states[f];
}

void chains_init(struct chains *c, const struct series *s)
{
	*c = (struct chains){ .series = s };
	for (size_t i = 0; i < s->patches.len; i++) {
		const struct patch *p = &s->patches.items[i];

		for (size_t j = 0; j < p->files.len; j++) {
			const char *path = p->files.items[j].path;
			long at = strmap_index(&c->by_path, path);
			struct step *step;

			if (at < 0) {
				at = (long)strmap_set(&c->by_path, path, NULL);
				vec_push(&c->items)->path = path;
			}
			step = vec_push(&c->items.items[at].steps);
			step->patch = i;
			step->file = j;
		}
	}
}

void chains_release(struct chains *c)
{
	for (size_t i = 0; i < c->items.len; i++)
		vec_release(&c->items.items[i].steps);
	vec_release(&c->items);
	strmap_release(&c->by_path);
}

/* The file between two steps of its chain. */
struct content {
	struct text text;
	bool exists;
};

static void take(struct content *c, struct text *text, bool exists)
{
	vec_release(&c->text.lines);
	c->text = *text;
	c->exists = exists;
}

static bool is_there_already(const struct content *c,
			     const struct patch_file *f)
{
	return apply_file(&c->text, f, true, 0, NULL).fit <= FIT_OFFSET;
}

static void create(struct content *c, const struct patch_file *f,
		   struct step *s)
{
	struct text empty = { { NULL, 0, 0 } }, out = empty;

	s->applied = (struct applied){ .fit = FIT_CONFLICT };
	if (c->exists) {
		s->state = is_there_already(c, f) ? STATE_UPSTREAM :
			STATE_CONFLICT;
		return;
	}
	s->applied = apply_file(&empty, f, false, 0, &out);
	s->state = s->applied.fit == FIT_CLEAN ? STATE_CLEAN : STATE_CONFLICT;
	take(c, &out, true);
}

static void change(struct content *c, const struct patch_file *f,
		   struct step *s)
{
	struct text out = { { NULL, 0, 0 } };

	if (!c->exists) {
		s->state = f->deletes ? STATE_UPSTREAM : STATE_MISSING;
		return;
	}
	s->applied = apply_file(&c->text, f, false, MAX_FUZZ, &out);
	s->state = state_of_fit(s->applied.fit);
	if (state_is_bad(s->state) && !f->deletes &&
	    is_there_already(c, f)) {
		s->state = STATE_UPSTREAM;
		vec_release(&out.lines);
		return;
	}
	take(c, &out, !f->deletes || s->state == STATE_CONFLICT);
}

void chain_evaluate(const struct chains *c, struct chain *chain,
		    const char *bytes, size_t n)
{
	struct content content = { .exists = bytes != NULL };

	if (bytes)
		text_add(&content.text, bytes, n);
	for (size_t i = 0; i < chain->steps.len; i++) {
		struct step *s = &chain->steps.items[i];
		const struct patch_file *f = step_file(c, s);

		s->applied = (struct applied){ .fit = FIT_CLEAN };
		if (f->creates)
			create(&content, f, s);
		else
			change(&content, f, s);
	}
	vec_release(&content.text.lines);
}

enum state patch_state(const struct chains *c, size_t patch,
		       const struct step **worst)
{
	size_t upstream = 0, all = 0;

	*worst = NULL;
	for (size_t i = 0; i < c->items.len; i++) {
		const struct chain *chain = &c->items.items[i];

		for (size_t j = 0; j < chain->steps.len; j++) {
			const struct step *s = &chain->steps.items[j];

			if (s->patch != patch)
				continue;
			all++;
			upstream += s->state == STATE_UPSTREAM;
			if (!*worst || s->state > (*worst)->state)
				*worst = s;
		}
	}
	if (!*worst)
		return STATE_CLEAN;
	if ((*worst)->state == STATE_UPSTREAM && upstream < all)
		return STATE_CONFLICT;
	return (*worst)->state;
}
