/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording runs the image: each firing that was kept fires again, in the
 * order in which it was, with what was kept of it as the world.
 */
#ifndef BACKEND_REPLAY_H
#define BACKEND_REPLAY_H

#include "backend/backend.h"
#include "recording/recording.h"

/* Image and recording must outlive it; its file is read on. */
struct backend *replay_backend_new(const struct image *image,
				   struct recording *recording);

/* The next firing's time: 1, 0 when there is none any more, or -errno. */
int replay_next(struct backend *b, uint64_t *time, struct err *e);

/* It fires. */
int replay_fire(struct backend *b, struct err *e);

/* What the clock shows to those programs that run in the tracer's name. */
void replay_set_time(struct backend *b, uint64_t time);

#endif
