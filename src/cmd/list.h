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

/*
 * Call fn for each argument that is known, with its type as C: args[n] has it
 * when it was declared, else argN.
 */
typedef void list_argument_fn(void *data, bool is_declared, size_t n,
			      const char *type);
void list_arguments(const struct probe *p, list_argument_fn *fn, void *data);

/* The probe as an object of JSON in a line of its own: docs/json.md. */
void list_json(const struct probe *p, struct buf *out);

#endif
