/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A series against one commit, or against every commit of a range: how each
 * patch stands at the end, and since which commit.
 */
#ifndef DRIFT_RANGE_H
#define DRIFT_RANGE_H

#include <stdbool.h>

#include "drift/repo.h"
#include "drift/state.h"

/* Whether, and where, the last run of bad states of a patch begins. */
enum since {
	SINCE_NONE,		/* the patch is well, or there is no range */
	SINCE_START,		/* it was bad when the range began already */
	SINCE_COMMIT,
};

/* What is known of one patch at the end of the range. */
struct finding {
	enum state state;
	bool changes_nothing;	/* then there is no worst step */
	struct step worst;
	enum since since;
	git_oid commit;		/* SINCE_COMMIT: the first bad one */
	bool is_merged;
	git_oid merge;		/* the commit that merged it into this line */
	bool is_same_change;	/* that commit makes the very change */
	char *moved_to;		/* STATE_MISSING: where the file is now */
	enum state moved_state;	/* how the patch's hunks stand there */
};

struct drift {
	const struct repo *repo;
	const struct series *series;
	struct finding *findings;	/* one for each patch of the series */
	git_oid from, to;
	bool has_range;
	bool is_cut;		/* a shallow clone: the range was cut short */
	size_t commits;		/* looked at */
};

/* Both fill d, which drift_release() frees; repo and series must outlive it. */
int drift_at(struct drift *d, const struct repo *r, const struct series *s,
	     const git_oid *commit, struct err *e);
int drift_range(struct drift *d, const struct repo *r, const struct series *s,
		const git_oid *from, const git_oid *to, struct err *e);
void drift_release(struct drift *d);

/* Does any patch need a person? */
bool drift_is_bad(const struct drift *d);

#endif
