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

/* Zeroed is empty. */
struct links {
	VEC(int) fds;
};

/*
 * Attach program number prog of the image, loaded as fd, to all of its sites;
 * nothing to do for PROG_RUN. An error leaves the links that were made.
 */
int links_attach(struct links *l, const struct image *im,
		 const struct kernel_features *features, size_t prog, int fd,
		 struct err *e);

/* Close all, and free what the list needed. */
void links_close(struct links *l);

#endif
