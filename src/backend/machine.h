/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An image in the interpreter: what backends without the kernel share. It
 * makes the maps and runs programs; who fires, when and with what context is
 * the backend's business, and so is the world that programs ask (struct
 * ebpf_env). Not for several threads.
 *
 * Functions that can fail give 0 or a negative errno and a text.
 */
#ifndef BACKEND_MACHINE_H
#define BACKEND_MACHINE_H

#include "backend/backend.h"
#include "ebpf/interp.h"

struct machine;

/* What is needed of the image is copied, as the env is. */
int machine_new(struct machine **out, const struct image *image,
		const struct ebpf_env *env, struct err *e);
void machine_free(struct machine *m);

/* One more image of the same program: it shares maps with the first. */
int machine_extend(struct machine *m, const struct image *image,
		   struct err *e);

/* The number of images that there were. */
size_t machine_images(const struct machine *m);
/* Image n is needed no more: nobody runs its programs. */
void machine_drop(struct machine *m, size_t n);

/* Run program prog of image n. */
int machine_run(struct machine *m, size_t n, size_t prog, const void *ctx,
		size_t ctx_size, struct err *e);

/* A thread ended: what it kept is freed, its number may be given again. */
void machine_thread_ended(struct machine *m, uint64_t pid_tgid);

/*
 * The thread had a CPU for so many ns until now: vtimestamp goes on from
 * there. Only for programs that ask for it.
 */
bool machine_keeps_time(const struct machine *m);
void machine_set_time(struct machine *m, uint64_t pid_tgid, uint64_t ran,
		      uint64_t now);

/* ns of the wall clock above the clock of the env. */
void machine_set_clock(struct machine *m, int64_t above);

/* As the members of struct backend_ops. */
int machine_drain(struct machine *m, backend_record_fn *fn, void *data,
		  struct err *e);
void machine_state(struct machine *m, struct image_state *out);
void machine_set_exiting(struct machine *m);
int machine_snapshot(struct machine *m, const struct image_agg *agg,
		     backend_row_fn *fn, void *data);
void machine_clear(struct machine *m, const struct image_agg *agg);
void machine_trunc(struct machine *m, const struct image_agg *agg,
		   const void *keys, size_t nkeys);
int machine_helper(struct machine *m, pid_t pid,
		   const struct image_helper *helper, struct err *e);

#endif
