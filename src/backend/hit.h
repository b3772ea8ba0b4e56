/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The world of programs that run where a breakpoint stopped a thread: who it
 * is, its registers, its memory, its stack.
 */
#ifndef BACKEND_HIT_H
#define BACKEND_HIT_H

#include "ebpf/interp.h"
#include "tracer/tracer.h"

/* What fires now. Zeroed: a program that this process runs itself. */
struct hit {
	struct tracer_hit at;		/* pid 0: this process */
	int wake;			/* an eventfd */
	pid_t other;			/* whom this is about, or 0 */
	uint64_t status_field;		/* of the kernel's task_struct, at an
					 * exit, or 0; and what it holds */
	uint64_t status;
};

/* A pointer to the other thread's task, for contexts. */
uint64_t hit_other_task(void);
/* The process that a thread is of, 0: it is gone */
pid_t hit_process_of(pid_t tid);

/* An environment whose data is the struct hit. */
struct ebpf_env hit_env(struct hit *h);

/*
 * For cg_input.member(): where read_task finds a member of the kernel's
 * structures, or -1.
 */
int64_t hit_member(const char *type, const char *member);

/* ns that a thread had a CPU. */
uint64_t hit_runtime(pid_t pid, pid_t tid);
uint64_t hit_now(void);

#endif
