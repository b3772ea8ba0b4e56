/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Programs of the kernel's probes, run without it: at what ptrace tells of
 * system calls, processes and signals. A program runs with the context that the
 * kernel's tracepoint would give it.
 */
#ifndef BACKEND_HAPPENINGS_H
#define BACKEND_HAPPENINGS_H

#include "backend/hit.h"
#include "image/image.h"

struct happenings;

struct happenings *happenings_new(void);
void happenings_free(struct happenings *h);	/* NULL is all right */

/*
 * Note the programs of an image, whose number in the machine is given. -EPERM:
 * one is at what only the kernel sees, and the text says so.
 */
int happenings_add(struct happenings *h, const struct image *im, size_t number,
		   struct err *e);

/* Set those of the images whose programs these are. */
void happenings_used_images(const struct happenings *h, bool *images);

/* The kinds of events that any of them wants, as struct tracer_client has it */
unsigned happenings_kinds(const struct happenings *h);
/* One that needs these kinds, "provider:module:function:name"; or NULL */
const char *happenings_name(const struct happenings *h);

/*
 * Call run() for each program of the event, with its context. The struct hit
 * learns whom the event is about.
 */
void happenings_run(const struct happenings *h, const struct tracer_event *ev,
		    struct hit *hit,
		    void (*run)(void *data, size_t image, size_t prog,
				const void *ctx, size_t size), void *data);

#endif
