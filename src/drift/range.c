/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/range.h"

#include <stdlib.h>

#include "base/bug.h"
#include "drift/blame.h"

/* The state of the series while one line of history is walked. */
struct line_walk {
	const struct repo *repo;
	struct chains chains;
	struct watch root;
	bool changed;		/* a chain was looked at in this commit */
	long *bad_since;	/* for each patch: index of a commit, or -1 */
};

static int file_changed(void *data, long file, const git_oid *id,
			struct err *e)
{
	struct line_walk *w = data;
	struct chain *chain = &w->chains.items.items[file];
	git_blob *blob;
	int ret;

	w->changed = true;
	if (!id) {
		chain_evaluate(&w->chains, chain, NULL, 0);
		return 0;
	}
	ret = repo_blob(w->repo, id, &blob, e);
	if (ret)
		return ret;
	chain_evaluate(&w->chains, chain, git_blob_rawcontent(blob),
		       (size_t)git_blob_rawsize(blob));
	git_blob_free(blob);
	return 0;
}

static void walk_init(struct line_walk *w, const struct repo *r,
		      const struct series *s)
{
	*w = (struct line_walk){ .repo = r, .root = { .file = -1 } };
	chains_init(&w->chains, s);
	for (size_t i = 0; i < w->chains.items.len; i++) {
		struct chain *chain = &w->chains.items.items[i];

		watch_add(&w->root, chain->path, (long)i);
		chain_evaluate(&w->chains, chain, NULL, 0);
	}
	w->bad_since = xcalloc(s->patches.len, sizeof(*w->bad_since));
	for (size_t i = 0; i < s->patches.len; i++)
		w->bad_since[i] = -1;
}

static void walk_release(struct line_walk *w)
{
	chains_release(&w->chains);
	watch_release(&w->root);
	free(w->bad_since);
}

static int walk_commit(struct line_walk *w, const git_oid *commit, long index,
		       struct err *e)
{
	const struct step *worst;
	int ret;

	w->changed = index == 0;
	ret = watch_update(&w->root, w->repo, commit, file_changed, w, e);
	if (ret || !w->changed)
		return ret;
	for (size_t i = 0; i < w->chains.series->patches.len; i++) {
		if (!state_is_bad(patch_state(&w->chains, i, &worst)))
			w->bad_since[i] = -1;
		else if (w->bad_since[i] < 0)
			w->bad_since[i] = index;
	}
	return 0;
}

static int walk_history(struct line_walk *w, const struct history *h,
			struct err *e)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < h->commits.len; i++)
		ret = walk_commit(w, &h->commits.items[i], (long)i, e);
	return ret;
}

static void take_states(struct drift *d, const struct line_walk *w)
{
	const struct step *worst;

	for (size_t i = 0; i < d->series->patches.len; i++) {
		struct finding *f = &d->findings[i];

		f->state = patch_state(&w->chains, i, &worst);
		f->changes_nothing = !worst;
		if (worst)
			f->worst = *worst;
	}
}

static void drift_init(struct drift *d, const struct repo *r,
		       const struct series *s, const git_oid *to)
{
	*d = (struct drift){ .repo = r, .series = s, .to = *to };
	d->findings = xcalloc(s->patches.len, sizeof(*d->findings));
}

int drift_at(struct drift *d, const struct repo *r, const struct series *s,
	     const git_oid *commit, struct err *e)
{
	struct line_walk w;
	int ret;

	drift_init(d, r, s, commit);
	walk_init(&w, r, s);
	ret = walk_commit(&w, commit, 0, e);
	if (ret == 0)
		take_states(d, &w);
	d->commits = 1;
	walk_release(&w);
	return ret ? ret : blame_moved(d, e);
}

/* ---- merges ---- */

#define MAX_MERGES 16		/* within each other */

/*
 * The first bad commit is a merge: look for it in what was merged. A patch
 * that is well all along the other line broke in the merge itself.
 */
static int enter_merge(struct drift *d, struct finding *f, size_t patch,
		       int depth, struct err *e)
{
	struct history h = { { NULL, 0, 0 }, false };
	struct line_walk w;
	git_commit *merge;
	git_oid first, second;
	bool is_merge;
	long since = -1;
	int ret;

	if (git_commit_lookup(&merge, d->repo->git, &f->commit))
		return repo_error(d->repo, e, "cannot read commit",
				  &f->commit);
	is_merge = git_commit_parentcount(merge) > 1;
	if (is_merge) {
		first = *git_commit_parent_id(merge, 0);
		second = *git_commit_parent_id(merge, 1);
	}
	git_commit_free(merge);
	if (!is_merge || depth == MAX_MERGES)
		return 0;
	ret = repo_history(d->repo, &first, &second, &h, e);
	walk_init(&w, d->repo, d->series);
	if (ret == 0)
		ret = walk_history(&w, &h, e);
	if (ret == 0)
		since = w.bad_since[patch];
	if (since > 0) {
		if (!f->is_merged)
			f->merge = f->commit;
		f->is_merged = true;
		f->commit = h.commits.items[since];
		ret = enter_merge(d, f, patch, depth + 1, e);
	}
	walk_release(&w);
	vec_release(&h.commits);
	return ret;
}

static int take_since(struct drift *d, const struct line_walk *w,
		      const struct history *h, struct err *e)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < d->series->patches.len; i++) {
		struct finding *f = &d->findings[i];

		if (w->bad_since[i] < 0)
			continue;
		f->since = w->bad_since[i] ? SINCE_COMMIT : SINCE_START;
		if (f->since == SINCE_START)
			continue;
		f->commit = h->commits.items[w->bad_since[i]];
		ret = enter_merge(d, f, i, 0, e);
		if (ret == 0)
			ret = blame_same_change(d, i, e);
	}
	return ret;
}

int drift_range(struct drift *d, const struct repo *r, const struct series *s,
		const git_oid *from, const git_oid *to, struct err *e)
{
	struct history h = { { NULL, 0, 0 }, false };
	struct line_walk w;
	int ret;

	drift_init(d, r, s, to);
	d->has_range = true;
	d->from = *from;
	walk_init(&w, r, s);
	ret = repo_history(r, from, to, &h, e);
	if (ret == 0)
		ret = walk_history(&w, &h, e);
	if (ret == 0) {
		d->is_cut = h.is_cut;
		d->commits = h.commits.len;
		take_states(d, &w);
		ret = take_since(d, &w, &h, e);
	}
	if (ret == 0)
		ret = blame_moved(d, e);
	walk_release(&w);
	vec_release(&h.commits);
	return ret;
}

void drift_release(struct drift *d)
{
	for (size_t i = 0; d->findings && i < d->series->patches.len; i++)
		free(d->findings[i].moved_to);
	free(d->findings);
}

bool drift_is_bad(const struct drift *d)
{
	for (size_t i = 0; i < d->series->patches.len; i++)
		if (state_is_bad(d->findings[i].state))
			return true;
	return false;
}
