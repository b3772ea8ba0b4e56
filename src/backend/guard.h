/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A process that watches over those that the tracer has stopped: a child of
 * the tracer that outlives it for a moment.
 */
#ifndef BACKEND_GUARD_H
#define BACKEND_GUARD_H

#include "base/err.h"

struct guard;

/*
 * stopped: a map from process numbers (u32) to the time when they were stopped
 * (u64, ns of CLOCK_MONOTONIC). Who is in it for longer than ms gets SIGCONT,
 * and all when the tracer has ended.
 */
int guard_new(struct guard **out, int stopped, int ms, struct err *e);

/*
 * Lets all go that are in the map; the guard does so again when we have ended.
 * NULL is all right.
 */
void guard_free(struct guard *g);

#endif
