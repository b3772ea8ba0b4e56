/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hunks onto lines, by the rules of patch(1): at the line that the hunk names,
 * moved by where the hunk before it went; else at the nearest place that fits;
 * else with 1 and 2 lines of context left out at both ends.
 */
#ifndef DRIFT_APPLY_H
#define DRIFT_APPLY_H

#include <stdbool.h>

#include "drift/patch.h"
#include "drift/text.h"

/* The worst that happened to a hunk, a file or a patch; later is worse. */
enum fit {
	FIT_CLEAN,
	FIT_OFFSET,
	FIT_FUZZ,
	FIT_CONFLICT,
};

struct applied {
	enum fit fit;		/* of the worst hunk */
	size_t hunk;		/* which that is, from 0 */
	long offset;		/* lines that it moved */
	int fuzz;		/* context lines that it left out */
};

/*
 * Apply the hunks of f to the lines of in. What fits is applied to out, a
 * zeroed text that may be NULL; hunks that do not are left out. reverse takes
 * the change away; fuzz is the most context that may be left out.
 */
struct applied apply_file(const struct text *in, const struct patch_file *f,
			  bool reverse, int fuzz, struct text *out);

#endif
