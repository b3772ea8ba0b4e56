/* SPDX-License-Identifier: BSD-2-Clause */
/* What a bad patch has to do with the commit that made it bad. */
#ifndef DRIFT_BLAME_H
#define DRIFT_BLAME_H

#include "base/buf.h"
#include "drift/range.h"

/*
 * Does the first bad commit take away and add the very lines of the patch, as
 * git patch-id(1) would find? Then the patch is upstream, whatever became of
 * the lines since.
 */
int blame_same_change(struct drift *d, size_t patch, struct err *e);

/* Where the files of patches with STATE_MISSING went. */
int blame_moved(struct drift *d, struct err *e);

/*
 * Append the hunk that does not apply and the hunks of the first bad commit
 * that touch its lines, each line behind a bar.
 */
int blame_show(const struct drift *d, size_t patch, struct buf *out,
	       struct err *e);

#endif
