/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the backend without privilege share. Functions that are not
 * described here are those of struct backend_ops.
 */
#ifndef BACKEND_PTRACE_IMPL_H
#define BACKEND_PTRACE_IMPL_H

#include <pthread.h>

#include "backend/arrivals.h"
#include "backend/happenings.h"
#include "backend/hit.h"
#include "backend/machine.h"
#include "backend/places.h"
#include "backend/ptrace.h"
#include "base/buf.h"

struct ptrace {
	struct backend base;
	const struct image *image;
	struct tracer *tracer;
	struct mapwatch *watch;
	void (*say)(const char *text);
	struct places *places;		/* the tracing thread's */
	struct happenings *happenings;
	struct arrivals *arrivals;	/* NULL: nobody who comes matters */
	uint64_t next_look;
	struct hit hit;
	/* The machine and what it leaves belong to who holds the lock. */
	pthread_mutex_t lock;
	struct machine *machine;
	bool keeps_time;
	int failed;			/* running a program did ... */
	struct err why;
	struct buf records;		/* drained, not handed over yet */
	size_t given;			/* bytes of them that are */
};

static inline struct ptrace *ptrace_of(const struct backend *b)
{
	return (struct ptrace *)b;
}

static inline void ptrace_lock(struct ptrace *p)
{
	pthread_mutex_lock(&p->lock);
}

static inline void ptrace_unlock(struct ptrace *p)
{
	pthread_mutex_unlock(&p->lock);
}

/* ---- ptrace.c: firing, loading, life ------------------------------------ */

/* For places_set(): tell the user; data is the struct ptrace. */
void ptrace_say(void *data, const char *text);
/* Give walltimestamp what the machine's clock says now. */
void ptrace_set_clock(struct ptrace *p);

/* ---- ptrace_attach.c: who is held, and who no longer is ----------------- */

int ptrace_attach(struct backend *b, struct err *e);
int ptrace_extend(struct backend *b, const struct image *im, struct err *e);
void ptrace_forget(struct backend *b, const bool *objects, size_t n);
/* Hold those that came since, if it is time to look. */
void ptrace_look_for_arrivals(struct ptrace *p);
void ptrace_looked(struct backend *b);

/* ---- ptrace_results.c: what programs leave ------------------------------- */

int ptrace_wait_fd(const struct backend *b);
int ptrace_drain(struct backend *b, backend_record_fn *fn, void *data,
		 struct err *e);
int ptrace_state(struct backend *b, struct image_state *out, struct err *e);
int ptrace_set_exiting(struct backend *b, struct err *e);
int ptrace_snapshot(struct backend *b, const struct image_agg *agg,
		    backend_row_fn *fn, void *data, struct err *e);
int ptrace_helper(struct backend *b, pid_t pid,
		  const struct image_helper *helper, struct err *e);
int ptrace_clear(struct backend *b, const struct image_agg *agg, struct err *e);
int ptrace_trunc(struct backend *b, const struct image_agg *agg,
		 const void *keys, size_t nkeys, struct err *e);

#endif
