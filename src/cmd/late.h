/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Probes that appear while a program runs: a process starts, or a running one
 * loads a library, from a file that was not looked into yet. What matches an
 * open description (redis*) is compiled and attached then; a few milliseconds
 * of the newcomer's life are missed.
 */
#ifndef CMD_LATE_H
#define CMD_LATE_H

#include "backend/backend.h"
#include "cmd/compile.h"
#include "cmd/options.h"

struct late;
struct mapwatch;

/*
 * NULL when no description could match what comes later, or when the kernel
 * does not tell; then it was said why, if the user asked for it by -Z. Must be
 * made before the processes are looked at, so that nothing falls between.
 * is_fed: not the kernel tells, but the backend (mapwatch_feed()).
 */
struct late *late_new(const struct options *o, const struct program *program,
		      bool is_fed);
void late_free(struct late *l);

/* is_fed: who feeds it. */
struct mapwatch *late_watch(struct late *l);	/* l may be NULL */

/*
 * -x lossless: who executes a file that nobody has looked into is stopped until
 * late_update() has. For the kernel's backend, before it attaches.
 */
int late_hold(struct late *l, struct compilation *c, struct err *e);
/* Nobody is stopped while the tracer waits for others. l may be NULL. */
void late_pause(struct late *l, bool is_paused);
/* Nobody is stopped any more; l may be NULL. */
void late_hold_end(struct late *l);

/* Readable when files were mapped; when somebody was stopped, or -1. */
int late_fd(const struct late *l);
int late_hold_fd(const struct late *l);

/*
 * Look at what was mapped since the last call; compile and attach what
 * matches. 0, or a negative errno when tracing cannot go on.
 */
int late_update(struct late *l, struct compilation *c,
		const struct options *o, bool may_sleep,
		struct backend *backend, struct err *e);

/*
 * Now and then forget files and processes that are gone, so that a tracer does
 * not grow with what comes and goes. Call it when all records that were there
 * have been drained; holds_records: some of them wait for their turn.
 */
void late_forget(struct late *l, struct compilation *c,
		 struct backend *backend, bool holds_records);

#endif
