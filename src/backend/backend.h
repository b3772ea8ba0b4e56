/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Something that can run an image: the kernel, and later an interpreter behind
 * ptrace or behind a recording. The command drives all of them alike:
 *
 *	load     make maps and programs; nothing fires yet
 *	run      BEGIN
 *	attach   from now on user-space sites fire
 *	drain    hand over the records that are there; state, snapshot
 *	detach   nothing fires any more
 *	run      END
 *	drain, free
 *
 * Killed at any point, a backend leaves nothing behind: all that it makes is
 * held by file descriptors.
 */
#ifndef BACKEND_BACKEND_H
#define BACKEND_BACKEND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/image.h"

struct backend;

/* A record, valid during the call; 0 to go on. */
typedef int backend_record_fn(void *data, const void *record, size_t len);

/* One key of an aggregation; values holds ncpus values one behind another. */
typedef int backend_row_fn(void *data, const void *key, const void *values,
			   unsigned ncpus);

struct backend_ops {
	const char *name;
	int (*load)(struct backend *b, struct err *e);
	int (*run)(struct backend *b, size_t prog,
		   const struct run_args *args, struct err *e);
	int (*attach)(struct backend *b, struct err *e);
	/*
	 * The time of a PROG_PROFILE program has come. NULL: the backend has
	 * clocks of its own.
	 */
	int (*sample)(struct backend *b, size_t prog, struct err *e);
	/*
	 * Load and attach one more image of the same program, for sites that
	 * appeared later. What is needed of it is copied.
	 */
	int (*extend)(struct backend *b, const struct image *im,
		      struct err *e);
	/*
	 * Whoever appeared up to now was looked at: what was stopped for that
	 * goes on. NULL: nothing is ever stopped.
	 */
	void (*looked)(struct backend *b);
	/*
	 * Detach from the objects whose number below n is set: nobody maps
	 * them any more. NULL: it cannot.
	 */
	void (*forget)(struct backend *b, const bool *objects, size_t n);
	void (*detach)(struct backend *b);
	/* a descriptor that becomes readable when a record cannot wait */
	int (*wait_fd)(const struct backend *b);
	/*
	 * Gives how many records there were, or what the function gave, with
	 * e left alone then.
	 */
	int (*drain)(struct backend *b, backend_record_fn *fn, void *data,
		     struct err *e);
	int (*state)(struct backend *b, struct image_state *out,
		     struct err *e);
	int (*set_exiting)(struct backend *b, struct err *e);
	int (*snapshot)(struct backend *b, const struct image_agg *agg,
			backend_row_fn *fn, void *data, struct err *e);
	/*
	 * Tell programs that use jstack() how to read the interpreter's stack
	 * in that process; a value of zeros: it has none.
	 */
	int (*helper)(struct backend *b, pid_t pid,
		      const struct image_helper *helper, struct err *e);
	/* zero all values, keep the keys */
	int (*clear)(struct backend *b, const struct image_agg *agg,
		     struct err *e);
	/* delete the nkeys keys; keys NULL: all */
	int (*trunc)(struct backend *b, const struct image_agg *agg,
		     const void *keys, size_t nkeys, struct err *e);
	void (*free)(struct backend *b);
};

struct backend {
	const struct backend_ops *ops;
};

/* What this kernel and this user can do; see kernel_features(). */
struct kernel_features {
	bool bpf;		/* programs can be loaded at all */
	bool uprobe_multi;	/* many sites in one link: 6.6 */
	bool sleepable;		/* programs may wait for a page */
	char why[256];		/* what is missing and what would help */
};

/* Try it, by loading the smallest programs there are. */
void kernel_features(struct kernel_features *f);

/* The image must outlive the backend. Free with b->ops->free(b). */
struct backend *kernel_backend_new(const struct image *image,
				   const struct kernel_features *features);

/* The verifier's log of the last program refused, or "". */
const char *kernel_backend_log(const struct backend *b);

#endif
