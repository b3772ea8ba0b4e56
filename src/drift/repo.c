/* SPDX-License-Identifier: BSD-2-Clause */
#include "drift/repo.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"

#define MAX_BLOB (64 << 20)

int repo_error(const struct repo *r, struct err *e, const char *doing,
	       const git_oid *id)
{
	const git_error *last = git_error_last();
	char hex[GIT_OID_HEXSZ + 1] = "";

	if (id)
		git_oid_tostr(hex, sizeof(hex), id);
	return err_set(e, -EIO, "%s: %s%s%s: %s", r->path, doing,
		       id ? " " : "", hex,
		       last && last->message ? last->message : "unknown error");
}

int repo_open(struct repo *r, const char *path, struct err *e)
{
	*r = (struct repo){ .path = path };
	git_libgit2_init();
	/* objects are read once each: hashing them again proves nothing new */
	git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
	/* the repository may well be another user's; nothing of it is run */
	git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
	if (git_repository_open(&r->git, path))
		return repo_error(r, e, "cannot open", NULL);
	return 0;
}

void repo_release(struct repo *r)
{
	git_repository_free(r->git);
	git_libgit2_shutdown();
}

int repo_commit(const struct repo *r, const char *revision, git_oid *out,
		struct err *e)
{
	git_object *found, *commit;
	int ret = git_revparse_single(&found, r->git, revision);

	if (ret == GIT_ENOTFOUND || ret == GIT_EINVALIDSPEC)
		return err_set(e, -ENOENT, "%s: no revision '%s'", r->path,
			       revision);
	if (ret)
		return repo_error(r, e, "cannot read a revision", NULL);
	if (git_object_peel(&commit, found, GIT_OBJECT_COMMIT)) {
		git_object_free(found);
		return err_set(e, -EINVAL, "%s: '%s' is no commit", r->path,
			       revision);
	}
	git_oid_cpy(out, git_object_id(commit));
	git_object_free(commit);
	git_object_free(found);
	return 0;
}

/* Append the first parents of `to`, newest first, to the root or the cut. */
static int first_parents(const struct repo *r, const git_oid *stop,
			 const git_oid *to, struct history *h, struct err *e)
{
	git_oid at = *to;
	bool shallow = git_repository_is_shallow(r->git) == 1;
	git_commit *commit;

	for (;;) {
		int ret = git_commit_lookup(&commit, r->git, &at);

		if (ret == GIT_ENOTFOUND && shallow && h->commits.len) {
			h->is_cut = true;
			return 0;
		}
		if (ret)
			return repo_error(r, e, "cannot read commit", &at);
		*vec_push(&h->commits) = at;
		if (git_oid_equal(&at, stop) ||
		    git_commit_parentcount(commit) == 0) {
			git_commit_free(commit);
			return 0;
		}
		at = *git_commit_parent_id(commit, 0);
		git_commit_free(commit);
	}
}

static int is_reachable(const struct repo *r, const git_oid *from,
			const git_oid *commit)
{
	return git_oid_equal(from, commit) ? 1 :
		git_graph_descendant_of(r->git, from, commit);
}

/*
 * How many of the newest-first commits are needed: up to the first one that is
 * reachable from `from`. Behind it all are, so halving finds it.
 */
static int needed(const struct repo *r, const git_oid *from,
		  const struct history *h, size_t *count, struct err *e)
{
	size_t low = 0, high = h->commits.len - 1;
	int last = is_reachable(r, from, &h->commits.items[high]);

	if (last == 0 && !h->is_cut)
		return err_set(e, -EINVAL, "%s: the two revisions have no "
			       "common history", r->path);
	while (last == 1 && low < high) {
		size_t middle = low + (high - low) / 2;
		int found = is_reachable(r, from, &h->commits.items[middle]);

		if (found < 0)
			return repo_error(r, e, "cannot walk from",
					  &h->commits.items[middle]);
		if (found)
			high = middle;
		else
			low = middle + 1;
	}
	*count = high + 1;
	return 0;
}

int repo_history(const struct repo *r, const git_oid *from, const git_oid *to,
		 struct history *h, struct err *e)
{
	size_t n;
	int ret = first_parents(r, from, to, h, e);

	if (ret)
		return ret;
	n = h->commits.len;
	if (!git_oid_equal(&h->commits.items[n - 1], from)) {
		ret = needed(r, from, h, &n, e);
		if (ret)
			return ret;
	}
	for (size_t i = 0; i < n / 2; i++) {
		git_oid swap = h->commits.items[i];

		h->commits.items[i] = h->commits.items[n - 1 - i];
		h->commits.items[n - 1 - i] = swap;
	}
	h->commits.len = n;
	return 0;
}

int repo_blob(const struct repo *r, const git_oid *id, git_blob **blob,
	      struct err *e)
{
	if (git_blob_lookup(blob, r->git, id))
		return repo_error(r, e, "cannot read blob", id);
	if (git_blob_rawsize(*blob) > MAX_BLOB) {
		git_blob_free(*blob);
		return err_set(e, -EFBIG, "%s: a file is larger than %d MiB",
			       r->path, MAX_BLOB >> 20);
	}
	return 0;
}

static struct watch *child(struct watch *w, const char *name, size_t n)
{
	struct watch *c;

	for (size_t i = 0; i < w->children.len; i++) {
		c = w->children.items[i];
		if (strncmp(c->name, name, n) == 0 && c->name[n] == '\0')
			return c;
	}
	c = xcalloc(1, sizeof(*c));
	c->name = xstrndup(name, n);
	c->file = -1;
	*vec_push(&w->children) = c;
	return c;
}

void watch_add(struct watch *root, const char *path, long file)
{
	struct watch *w = root;

	while (*path) {
		size_t n = strcspn(path, "/");

		w = child(w, path, n);
		path += n + (path[n] == '/');
	}
	w->file = file;
}

void watch_release(struct watch *w)
{
	for (size_t i = 0; i < w->children.len; i++) {
		watch_release(w->children.items[i]);
		free(w->children.items[i]);
	}
	vec_release(&w->children);
	free(w->name);
}

/* What one walk over the watched paths needs. */
struct walk {
	const struct repo *repo;
	watch_fn *changed;
	void *data;
	struct err *e;
};

static int visit(struct walk *k, struct watch *w, const git_tree_entry *entry);

static int visit_children(struct walk *k, struct watch *w,
			  const git_oid *tree_id)
{
	git_tree *tree = NULL;
	int ret = 0;

	if (tree_id && git_tree_lookup(&tree, k->repo->git, tree_id))
		return repo_error(k->repo, k->e, "cannot read tree", tree_id);
	for (size_t i = 0; ret == 0 && i < w->children.len; i++) {
		struct watch *c = w->children.items[i];

		ret = visit(k, c, tree ? git_tree_entry_byname(tree, c->name) :
			    NULL);
	}
	git_tree_free(tree);
	return ret;
}

static int visit(struct walk *k, struct watch *w, const git_tree_entry *entry)
{
	const git_oid *id = entry ? git_tree_entry_id(entry) : NULL;
	git_object_t type = entry ? git_tree_entry_type(entry) :
		GIT_OBJECT_INVALID;
	int ret = 0;

	if (id ? w->present && git_oid_equal(id, &w->oid) : !w->present)
		return 0;
	w->present = id != NULL;
	if (id)
		git_oid_cpy(&w->oid, id);
	if (w->file >= 0)
		ret = k->changed(k->data, w->file,
				 type == GIT_OBJECT_BLOB ? id : NULL, k->e);
	if (ret == 0 && w->children.len)
		ret = visit_children(k, w, type == GIT_OBJECT_TREE ? id : NULL);
	return ret;
}

int watch_update(struct watch *root, const struct repo *r,
		 const git_oid *commit, watch_fn *changed, void *data,
		 struct err *e)
{
	struct walk k = { r, changed, data, e };
	git_commit *c;
	git_oid id;

	if (git_commit_lookup(&c, r->git, commit))
		return repo_error(r, e, "cannot read commit", commit);
	git_oid_cpy(&id, git_commit_tree_id(c));
	git_commit_free(c);
	if (root->present && git_oid_equal(&id, &root->oid))
		return 0;
	root->present = true;
	git_oid_cpy(&root->oid, &id);
	return visit_children(&k, root, &id);
}
