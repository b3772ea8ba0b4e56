/* SPDX-License-Identifier: BSD-2-Clause */
/* The pid provider: functions of a process that a description names. */
#ifndef PROBE_PID_H
#define PROBE_PID_H

#include "probe/provider.h"

/* Is it pid1234? */
bool pid_is_provider(const char *name);

/*
 * Add the probes that match to found. A process that is not there, or not
 * ours to look at, is an error.
 */
int pid_match(struct probe_set *s, const struct probe_desc *desc,
	      struct probe_list *found, struct err *e);

void pid_release(struct probe_set *s);

#endif
