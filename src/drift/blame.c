/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/blame.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

/* ---- the commit's own change ---- */

/* The diff of a commit to its first parent; paths may be empty: all. */
static int commit_diff(const struct drift *d, const git_oid *id,
		       const git_strarray *paths, git_diff **diff,
		       struct err *e)
{
	git_diff_options options;
	git_commit *commit = NULL, *parent = NULL;
	git_tree *fresh = NULL, *old = NULL;
	int ret;

	git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
	options.pathspec = *paths;
	options.flags = GIT_DIFF_DISABLE_PATHSPEC_MATCH;
	ret = git_commit_lookup(&commit, d->repo->git, id);
	if (ret == 0)
		ret = git_commit_tree(&fresh, commit);
	if (ret == 0 && git_commit_parentcount(commit) > 0)
		ret = git_commit_parent(&parent, commit, 0);
	if (ret == 0 && parent)
		ret = git_commit_tree(&old, parent);
	if (ret == 0)
		ret = git_diff_tree_to_tree(diff, d->repo->git, old, fresh,
					    &options);
	git_tree_free(old);
	git_tree_free(fresh);
	git_commit_free(parent);
	git_commit_free(commit);
	return ret ? repo_error(d->repo, e, "cannot compare commit", id) : 0;
}

/* A sum over added and removed lines: equal if the same lines are, in any
 * order, whatever the blanks. */
struct change_sum {
	uint64_t sum;
	size_t lines;
};

static void sum_line(struct change_sum *c, char kind, const char *p, size_t n)
{
	uint64_t hash = 14695981039346656037u ^ (unsigned char)kind;
	bool is_blank = true;

	for (size_t i = 0; i < n; i++) {
		if (strchr(" \t\r\n", p[i]))
			continue;
		is_blank = false;
		hash = (hash ^ (unsigned char)p[i]) * 1099511628211u;
	}
	if (is_blank)
		return;
	c->sum += hash;
	c->lines++;
}

static int sum_diff_line(const git_diff_delta *delta, const git_diff_hunk *hunk,
			 const git_diff_line *line, void *data)
{
	(void)delta;
	(void)hunk;
	if (line->origin == '+' || line->origin == '-')
		sum_line(data, line->origin, line->content, line->content_len);
	return 0;
}

static void sum_patch(struct change_sum *c, const struct patch *p)
{
	for (size_t i = 0; i < p->files.len; i++) {
		const struct patch_file *f = &p->files.items[i];

		for (size_t j = 0; j < f->hunks.len; j++) {
			const struct hunk *h = &f->hunks.items[j];

			for (size_t k = 0; k < h->lines.len; k++) {
				const struct hunk_line *l = &h->lines.items[k];

				if (l->kind != ' ')
					sum_line(c, l->kind, l->line.p,
						 l->line.len);
			}
		}
	}
}

int blame_same_change(struct drift *d, size_t patch, struct err *e)
{
	struct finding *f = &d->findings[patch];
	const struct patch *p = &d->series->patches.items[patch];
	struct change_sum theirs = { 0, 0 }, ours = { 0, 0 };
	git_strarray paths = { NULL, p->files.len };
	git_diff *diff = NULL;
	int ret;

	paths.strings = xcalloc(p->files.len + 1, sizeof(char *));
	for (size_t i = 0; i < p->files.len; i++)
		paths.strings[i] = p->files.items[i].path;
	ret = commit_diff(d, &f->commit, &paths, &diff, e);
	if (ret == 0 && git_diff_foreach(diff, NULL, NULL, NULL,
					 sum_diff_line, &theirs))
		ret = repo_error(d->repo, e, "cannot compare commit",
				 &f->commit);
	sum_patch(&ours, p);
	f->is_same_change = ret == 0 && ours.lines > 0 &&
		ours.sum == theirs.sum && ours.lines == theirs.lines;
	if (f->is_same_change)
		f->state = STATE_UPSTREAM;
	git_diff_free(diff);
	free(paths.strings);
	return ret;
}

/* ---- files that went elsewhere ---- */

/* A search of a tree for files with a name, for one patch. */
struct search {
	struct drift *d;
	const struct patch_file *file;
	const char *name;
	char *best;
	enum fit fit;
	struct err *e;
};

static int try_file(const char *directory, const git_tree_entry *entry,
		    void *data)
{
	struct search *s = data;
	struct text text = { { NULL, 0, 0 } };
	struct applied found;
	git_blob *blob;
	int ret;

	if (git_tree_entry_type(entry) != GIT_OBJECT_BLOB ||
	    strcmp(git_tree_entry_name(entry), s->name) != 0)
		return 0;
	ret = repo_blob(s->d->repo, git_tree_entry_id(entry), &blob, s->e);
	if (ret)
		return ret;
	text_add(&text, git_blob_rawcontent(blob),
		 (size_t)git_blob_rawsize(blob));
	found = apply_file(&text, s->file, false, MAX_FUZZ, NULL);
	if (!s->best || found.fit < s->fit) {
		free(s->best);
		s->best = xasprintf("%s%s", directory, s->name);
		s->fit = found.fit;
	}
	vec_release(&text.lines);
	git_blob_free(blob);
	return 0;
}

/* A file of the same name, elsewhere in the tree. */
static int search_tree(struct drift *d, struct search *s)
{
	git_commit *commit;
	git_tree *tree;
	int ret;

	if (git_commit_lookup(&commit, d->repo->git, &d->to))
		return repo_error(d->repo, s->e, "cannot read commit", &d->to);
	ret = git_commit_tree(&tree, commit);
	git_commit_free(commit);
	if (ret)
		return repo_error(d->repo, s->e, "cannot read the tree of",
				  &d->to);
	ret = git_tree_walk(tree, GIT_TREEWALK_PRE, try_file, s);
	git_tree_free(tree);
	return ret < 0 && ret != GIT_EUSER ? ret : 0;
}

/* The first bad commit renamed it: git's own heuristics say to what. */
static int search_rename(struct drift *d, const struct finding *f,
			 struct search *s)
{
	git_diff_find_options options;
	git_strarray all = { NULL, 0 };
	git_diff *diff;
	int ret = commit_diff(d, &f->commit, &all, &diff, s->e);

	if (ret)
		return ret;
	git_diff_find_options_init(&options, GIT_DIFF_FIND_OPTIONS_VERSION);
	options.flags = GIT_DIFF_FIND_RENAMES;
	if (git_diff_find_similar(diff, &options))
		ret = repo_error(d->repo, s->e, "cannot compare commit",
				 &f->commit);
	for (size_t i = 0; ret == 0 && i < git_diff_num_deltas(diff); i++) {
		const git_diff_delta *delta = git_diff_get_delta(diff, i);

		if (delta->status != GIT_DELTA_RENAMED ||
		    strcmp(delta->old_file.path, s->file->path) != 0)
			continue;
		s->best = xstrdup(delta->new_file.path);
		s->fit = FIT_CONFLICT;
	}
	git_diff_free(diff);
	return ret;
}

int blame_moved(struct drift *d, struct err *e)
{
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < d->series->patches.len; i++) {
		struct finding *f = &d->findings[i];
		struct search s = { .d = d, .e = e };
		const char *slash;

		if (f->state != STATE_MISSING)
			continue;
		s.file = &d->series->patches.items[i].files
			.items[f->worst.file];
		slash = strrchr(s.file->path, '/');
		s.name = slash ? slash + 1 : s.file->path;
		ret = search_tree(d, &s);
		if (ret == 0 && !s.best && f->since == SINCE_COMMIT)
			ret = search_rename(d, f, &s);
		f->moved_to = s.best;
		f->moved_state = state_of_fit(s.fit);
	}
	return ret;
}

/* ---- the hunk against the commit ---- */

/* Does a hunk of the commit take away a line that our hunk needs? */
static bool touches(git_patch *p, size_t index, const struct hunk *ours)
{
	const git_diff_line *line;

	for (int i = 0; git_patch_get_line_in_hunk(&line, p, index,
						   (size_t)i) == 0; i++) {
		struct line theirs = line_make(line->content,
					       line->content_len);

		if (line->origin != '-' && line->origin != ' ')
			continue;
		if (line_is_blank(&theirs))
			continue;
		for (size_t j = 0; j < ours->lines.len; j++)
			if (ours->lines.items[j].kind != '+' &&
			    line_same(&theirs, &ours->lines.items[j].line))
				return true;
	}
	return false;
}

static void show_line(struct buf *out, char kind, const char *p, size_t n)
{
	while (n && (p[n - 1] == '\n' || p[n - 1] == '\r'))
		n--;
	buf_printf(out, "    | %c", kind);
	buf_add_printable(out, p, n);
	buf_add_char(out, '\n');
}

static void show_hunk(const struct hunk *h, struct buf *out)
{
	buf_printf(out, "    | @@ -%ld,%ld +%ld,%ld @@\n", h->old_start,
		   h->old_len, h->new_start, h->new_len);
	for (size_t i = 0; i < h->lines.len; i++)
		show_line(out, h->lines.items[i].kind,
			  h->lines.items[i].line.p, h->lines.items[i].line.len);
}

static void show_commit(git_diff *diff, const struct hunk *ours,
			struct buf *out)
{
	git_patch *p = NULL;

	if (git_diff_num_deltas(diff) == 0 ||
	    git_patch_from_diff(&p, diff, 0) || !p)
		return;
	for (size_t i = 0; i < git_patch_num_hunks(p); i++) {
		const git_diff_hunk *h;
		const git_diff_line *line;
		size_t lines;

		if (git_patch_get_hunk(&h, &lines, p, i) ||
		    !touches(p, i, ours))
			continue;
		buf_printf(out, "    | @@ -%d,%d +%d,%d @@\n", h->old_start,
			   h->old_lines, h->new_start, h->new_lines);
		for (size_t j = 0; j < lines; j++)
			if (git_patch_get_line_in_hunk(&line, p, i, j) == 0)
				show_line(out, line->origin, line->content,
					  line->content_len);
	}
	git_patch_free(p);
}

int blame_show(const struct drift *d, size_t patch, struct buf *out,
	       struct err *e)
{
	const struct finding *f = &d->findings[patch];
	const struct patch *p = &d->series->patches.items[patch];
	const struct patch_file *file;
	const struct hunk *hunk;
	git_strarray paths;
	git_diff *diff;
	int ret;

	if (f->changes_nothing || (f->worst.state != STATE_CONFLICT &&
				   f->worst.state != STATE_FUZZ))
		return 0;
	file = &p->files.items[f->worst.file];
	hunk = &file->hunks.items[f->worst.applied.hunk];
	buf_printf(out, "    the hunk, %s:%d\n", p->path, hunk->at);
	show_hunk(hunk, out);
	if (f->since != SINCE_COMMIT)
		return 0;
	paths = (git_strarray){ (char **)&file->path, 1 };
	ret = commit_diff(d, &f->commit, &paths, &diff, e);
	if (ret)
		return ret;
	buf_printf(out, "    the commit, %s\n", file->path);
	show_commit(diff, hunk, out);
	git_diff_free(diff);
	return 0;
}
