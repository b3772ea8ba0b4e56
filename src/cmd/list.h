/* SPDX-License-Identifier: BSD-2-Clause */
/* dtrace -l: the probes that there are. */
#ifndef CMD_LIST_H
#define CMD_LIST_H

#include <stdbool.h>

#include "base/buf.h"
#include "cmd/options.h"
#include "probe/probe.h"

/* The whole mode; gives the exit status. */
int cmd_list(struct options *o);

/* Append the heading of the table, or one probe's line. */
void list_heading(struct buf *out);
void list_probe(const struct probe *p, struct buf *out);

/* Append what -v shows below the line: stability, arguments, sites. */
void list_details(const struct probe *p, struct buf *out);

#endif
