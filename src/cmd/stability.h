/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How far one may rely on what a program names: provider descriptions say it of
 * probes, D says it of its variables. For -lv, -v and -x amin.
 */
#ifndef CMD_STABILITY_H
#define CMD_STABILITY_H

#include "cmd/compile.h"

struct attributes stability_of_probe(const struct probe *p);
struct attributes stability_of_args(const struct probe *p);
/* Append a paragraph. */
void stability_show(const char *title, struct attributes a, struct buf *out);

/* Append the paragraphs of each probe description of the program. */
int stability_report(struct compilation *c, struct buf *out, struct err *e);

/*
 * Add a diagnostic for each clause whose attributes are less than those, which
 * are written as Evolving/Evolving/Common. -EINVAL when they are not.
 */
int stability_check(struct compilation *c, const char *least, struct err *e);

#endif
