/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a series stands to the files of one tree. Patches of a series build on
 * each other, but only through the files that they share: so each file has a
 * chain, the changes of all patches to it in their order, and is looked at
 * alone, again only when upstream's file changes.
 */
#ifndef DRIFT_STATE_H
#define DRIFT_STATE_H

#include <stddef.h>

#include "base/strmap.h"
#include "base/vec.h"
#include "drift/apply.h"
#include "drift/patch.h"

/* Later is worse. */
enum state {
	STATE_CLEAN,		/* applies exactly */
	STATE_OFFSET,		/* applies, some lines away */
	STATE_FUZZ,		/* applies if context is left out */
	STATE_UPSTREAM,		/* the change is there already */
	STATE_CONFLICT,
	STATE_MISSING,		/* the file that it changes is not there */
};

#define MAX_FUZZ 2		/* patch(1)'s own */

/* The word for a state, as reports have it. */
const char *state_name(enum state s);

/* What hunks that apply so make of a file. */
enum state state_of_fit(enum fit f);

/* Does a person have to do something? */
static inline bool state_is_bad(enum state s)
{
	return s >= STATE_FUZZ;
}

/* One patch's change to one file. */
struct step {
	size_t patch, file;	/* indexes in the series, in the patch */
	enum state state;
	struct applied applied;	/* of the worst hunk */
};

struct chain {
	const char *path;	/* the patch's */
	VEC(struct step) steps;
};

struct chains {
	const struct series *series;
	struct strmap by_path;
	VEC(struct chain) items;
};

void chains_init(struct chains *c, const struct series *s);
void chains_release(struct chains *c);

static inline const struct patch_file *step_file(const struct chains *c,
						 const struct step *s)
{
	return &c->series->patches.items[s->patch].files.items[s->file];
}

/* Look at a chain anew: n bytes of upstream's file, NULL if there is none. */
void chain_evaluate(const struct chains *c, struct chain *chain,
		    const char *bytes, size_t n);

/*
 * The state of a whole patch, and the step that it is due to (NULL: the patch
 * changes nothing). Upstream only if all of it is.
 */
enum state patch_state(const struct chains *c, size_t patch,
		       const struct step **worst);

#endif
