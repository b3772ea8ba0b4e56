/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The git repository, read through libgit2: objects only, never a work tree.
 * A bare one will do, a shallow one as far as its history goes.
 */
#ifndef DRIFT_REPO_H
#define DRIFT_REPO_H

#include <git2.h>
#include <stdbool.h>

#include "base/err.h"
#include "base/vec.h"

struct repo {
	git_repository *git;
	const char *path;
};

/* Commits of one line of history, oldest first. */
struct history {
	VEC(git_oid) commits;
	bool is_cut;		/* a shallow clone ended before its start */
};

int repo_open(struct repo *r, const char *path, struct err *e);
void repo_release(struct repo *r);

/* The commit that a revision names. */
int repo_commit(const struct repo *r, const char *revision, git_oid *out,
		struct err *e);

/*
 * The first parents from `to` back to the last commit that is reachable from
 * `from`; that one is the first of the list.
 */
int repo_history(const struct repo *r, const git_oid *from, const git_oid *to,
		 struct history *h, struct err *e);

/*
 * The bytes of a blob. free with git_blob_free(*blob). -EFBIG: larger than any
 * source file should be.
 */
int repo_blob(const struct repo *r, const git_oid *id, git_blob **blob,
	      struct err *e);

/* What libgit2 said last, as an error about that object. */
int repo_error(const struct repo *r, struct err *e, const char *doing,
	       const git_oid *id);

/* ---- files that are watched from commit to commit ---- */

/* One component of a path. */
struct watch {
	char *name;
	git_oid oid;		/* what it was when last looked at */
	bool present;
	long file;		/* the caller's number of this path; -1: none */
	VEC(struct watch *) children;
};

/* Called for each watched path that changed; id is NULL when it is gone. */
typedef int watch_fn(void *data, long file, const git_oid *id, struct err *e);

/* A zeroed watch with file -1 is the root. */
void watch_add(struct watch *root, const char *path, long file);
void watch_release(struct watch *w);

/*
 * Compare the tree of a commit with the one seen before; unchanged directories
 * are not opened. The first time, every path counts as changed if it is there.
 */
int watch_update(struct watch *root, const struct repo *r,
		 const git_oid *commit, watch_fn *changed, void *data,
		 struct err *e);

#endif
