/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The order of actions in a clause that speculates: what is recorded goes to
 * one buffer, the clause's own, a speculation's, or the one being committed.
 */
#include "lang/check.h"

enum {
	SEEN_RECORD = 1,	/* something was recorded */
	SEEN_SPECULATE = 2,
	SEEN_COMMIT = 4,
};

void check_spec_clause(struct checker *c)
{
	c->spec_state = 0;
}

static void refuse(struct checker *c, const struct node *n, const char *tag,
		   const char *what, const char *before)
{
	check_error(c, tag, n->loc, "%s may not follow %s in a clause", what,
		    before);
}

void check_spec_store(struct checker *c, const struct node *n)
{
	if (c->spec_state & SEEN_SPECULATE)
		refuse(c, n, "D_AGG_SPEC", "filling an aggregation",
		       "speculate()");
	if (c->spec_state & SEEN_COMMIT)
		refuse(c, n, "D_AGG_COMM", "filling an aggregation",
		       "commit()");
}

static void check_speculate(struct checker *c, const struct node *n)
{
	if (c->spec_state & SEEN_SPECULATE)
		refuse(c, n, "D_SPEC_SPEC", "speculate()", "speculate()");
	if (c->spec_state & SEEN_COMMIT)
		refuse(c, n, "D_SPEC_COMM", "speculate()", "commit()");
	if (c->spec_state & SEEN_RECORD)
		refuse(c, n, "D_SPEC_DREC", "speculate()",
		       "an action that records");
	c->spec_state |= SEEN_SPECULATE;
}

static void check_commit(struct checker *c, const struct node *n)
{
	if (c->spec_state & SEEN_COMMIT)
		refuse(c, n, "D_COMM_COMM", "commit()", "commit()");
	if (c->spec_state & SEEN_RECORD)
		refuse(c, n, "D_COMM_DREC", "commit()",
		       "an action that records");
	c->spec_state |= SEEN_COMMIT;
}

void check_spec_action(struct checker *c, const struct node *n,
		       const struct builtin *b)
{
	switch (b->id) {
	case BI_SPECULATE:
		check_speculate(c, n);
		return;
	case BI_COMMIT:
		check_commit(c, n);
		return;
	case BI_DISCARD:
		return;
	case BI_EXIT:
		if (c->spec_state & SEEN_SPECULATE)
			refuse(c, n, "D_EXIT_SPEC", "exit()", "speculate()");
		break;
	default:
		break;
	}
	if (c->spec_state & SEEN_COMMIT)
		refuse(c, n, "D_DREC_COMM", "an action that records",
		       "commit()");
	if (b->is_destructive && c->spec_state & SEEN_SPECULATE)
		refuse(c, n, "D_ACT_SPEC", "a destructive action",
		       "speculate()");
	c->spec_state |= SEEN_RECORD;
}
