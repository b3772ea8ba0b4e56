/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the sites of images are in processes, for tracing by breakpoints: the
 * file and offset that the kernel attaches to become an address in each process
 * that maps the file. On the tracing thread; nothing of an image is kept.
 */
#ifndef BACKEND_PLACES_H
#define BACKEND_PLACES_H

#include "image/image.h"
#include "tracer/tracer.h"

/* A program that runs at a site. */
struct place_use {
	size_t image, prog;
	pid_t pid;		/* only in this process; 0: in all */
};

struct places;

struct places *places_new(void);
void places_free(struct places *p);

/* Learn the sites of image number n. -ENOTSUP: what only the kernel can. */
int places_add(struct places *p, const struct image *im, size_t n,
	       struct err *e);

/*
 * Forget the sites of objects whose number below n is set: nobody maps them any
 * more. Then set those of the images of which sites run programs.
 */
void places_forget(struct places *p, const bool *objects, size_t n);
void places_used_images(const struct places *p, bool *images);

/* What runs at a site; NULL: nothing. */
const struct place_use *places_uses(const struct places *p, uint32_t site,
				    size_t *n);
bool places_concern(const struct places *p, uint32_t site, pid_t pid);

/* Are there sites for any process, whichever it is? */
bool places_are_open(const struct places *p);
/* Are there any at all? */
bool places_any(const struct places *p);
/* The processes that sites name. */
void places_each_pid(const struct places *p,
		     void (*fn)(void *data, pid_t pid), void *data);

/* Does the process map a file with sites that concern it? */
bool places_in(const struct places *p, pid_t pid);

/*
 * Set all breakpoints and semaphores of a process that the tracer holds. What
 * is left out, because the bytes are not what the file has there, is told
 * through say, once for each file.
 */
void places_set(struct places *p, struct tracer *t, pid_t pid,
		void (*say)(void *data, const char *text), void *data);

#endif
