/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The names of the profile provider: tick-N and profile-N, N a number with one
 * of D's units, per second (hz) when it has none.
 */
#ifndef PROBE_TIMER_H
#define PROBE_TIMER_H

#include <stdbool.h>
#include <stdint.h>

#include "probe/probe.h"

/* The shortest interval, as DTrace has it: 5000 times a second. */
#define TIMER_MIN_NS 200000

enum timer_error { TIMER_OK, TIMER_NONE, TIMER_TOO_SHORT, TIMER_TOO_LONG };

/*
 * "tick-10ms" gives PROBE_TICK and 10000000. TIMER_NONE: no such name at all,
 * or a pattern.
 */
enum timer_error timer_parse(const char *name, enum probe_kind *kind,
			     uint64_t *interval_ns);

#endif
