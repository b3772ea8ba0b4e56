/* SPDX-License-Identifier: BSD-2-Clause */
/* Running a compiled program until it exits, its target does, or a signal. */
#ifndef CMD_TRACE_H
#define CMD_TRACE_H

#include "cmd/options.h"

/* The process's exit status. */
int cmd_trace(struct options *o);

#endif
