/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An image in the kernel: its maps and programs as descriptors.
 *
 * A program may come in several images, when probes appear after it started.
 * All but the first share the maps that hold what D sees as one: variables,
 * aggregations, the ring buffer, the state. The compiler gives the same
 * program the same layout each time, so those maps fit.
 */
#ifndef BACKEND_LOADED_H
#define BACKEND_LOADED_H

#include "backend/backend.h"
#include "base/vec.h"

struct loaded {
	const struct image *image;
	int *maps, *progs;		/* descriptors, -1 while not made */
	bool *is_shared;		/* maps[i] is another image's */
};

/* A map that is the same for all images of a program. */
struct common_map {
	enum map_role role;
	int fd;
};

struct loaded_list {
	VEC(struct loaded *) items;	/* in the order they came */
	VEC(struct common_map) common;	/* of images that have settled */
	char *log;			/* the verifier's, of a refused one */
};

/*
 * Make the image's maps and programs and append it. What was made when it
 * fails goes with the list.
 */
int loaded_add(struct loaded_list *list, const struct image *im,
	       const struct kernel_features *features, struct err *e);

/*
 * The newest image is attached: its links hold all that it needs. Of itself
 * only the maps that later ones will share are kept, and not the image.
 */
void loaded_settle(struct loaded_list *list);

/* The descriptor of the map with that role in any of the images, or -1. */
int loaded_find_map(const struct loaded_list *list, enum map_role role);

void loaded_release(struct loaded_list *list);

#endif
