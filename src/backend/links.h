/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Attaching the programs of an image to what fires them. A link is a
 * descriptor; when it is closed, by us or because we were killed, its program
 * does not run any more.
 */
#ifndef BACKEND_LINKS_H
#define BACKEND_LINKS_H

#include "backend/backend.h"
#include "base/vec.h"

struct link {
	int fd;
	int object;		/* whose sites; -1: not at user-space sites */
};

/* Zeroed is empty. */
struct links {
	VEC(struct link) items;
	struct closing *closing;	/* what a thread closes, or NULL */
};

/*
 * Attach program number prog of the image, loaded as fd, to all of its sites;
 * nothing to do for PROG_RUN. An error leaves the links that were made.
 */
int links_attach(struct links *l, const struct image *im,
		 const struct kernel_features *features, size_t prog, int fd,
		 struct err *e);

/*
 * Close those at sites of the objects whose number below n is set. It takes
 * the kernel a while, for which nobody waits here.
 */
void links_forget(struct links *l, const bool *objects, size_t n);

/* Close all, and free what the list needed. */
void links_close(struct links *l);

#endif
