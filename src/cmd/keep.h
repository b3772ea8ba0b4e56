/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeping what fires, for -x record=FILE: the compiler gets a clause of ours
 * for each kind of probe that the program has, and what those clauses write
 * goes into the file. keep_shape.c knows what is kept of a probe, keep.c the
 * rest.
 */
#ifndef CMD_KEEP_H
#define CMD_KEEP_H

#include "cmd/options.h"
#include "probe/bind.h"
#include "recording/recording.h"

struct keep;
struct run;

struct keep *keep_new(const struct options *o);
void keep_free(struct keep *k);		/* without a file; NULL is all right */

/* The description matched these probes. */
void keep_matched(struct keep *k, const struct probe_desc *desc,
		  struct probe *const *probes, size_t n);

/*
 * Bind what matched since the last call to clauses, numbered from first_clause
 * on: of its sites those from number first on.
 */
void keep_bind(struct keep *k, struct bind *b, int first_clause,
	       size_t first);

/* For cg_input; valid until keep_bind(). */
struct image_event *const *keep_events(const struct keep *k, size_t *n);

/* Make the file. 0 or -errno, with the text in r->err. */
int keep_start(struct keep *k, struct run *r);

/* Is the record one of ours? Then it is in the file now. */
bool keep_record(struct keep *k, struct run *r, const void *record,
		 size_t len);

/* Hand what there is to the system. */
int keep_flush(struct keep *k, struct run *r);

/* Is there a file, and no end of it yet? */
bool keep_is_running(const struct keep *k);

/* The run is over: write the symbols, give the file its name. */
int keep_finish(struct keep *k, struct run *r);

/* ---- keep_shape.c ---------------------------------------------- */

/* What is kept of the probe, in the arena. */
struct image_event *keep_shape(struct arena *a, const struct probe *p,
			       const struct options *o);
bool keep_same_shape(const struct image_event *a, const struct image_event *b);

/* Sizes and signs of arguments, as the probe's notes tell them. */
void keep_note_args(const struct probe *p, struct recording_probe *out);

#endif
