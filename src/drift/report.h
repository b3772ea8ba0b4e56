/* SPDX-License-Identifier: BSD-2-Clause */
/* What was found, for people and for machines (docs/formats.md). */
#ifndef DRIFT_REPORT_H
#define DRIFT_REPORT_H

#include "base/buf.h"
#include "drift/range.h"

/* Append the report; show adds bad hunks and the commits that broke them. */
int report_text(const struct drift *d, bool show, struct buf *out,
		struct err *e);
int report_json(const struct drift *d, struct buf *out, struct err *e);

#endif
