/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The only place that calls bpf(2) and perf_event_open(2). Functions give a
 * descriptor or 0, or a negative errno; texts are the caller's.
 */
#ifndef BACKEND_BPFSYS_H
#define BACKEND_BPFSYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#include <linux/bpf.h>

#include "image/image.h"

/* Keep libbpf from printing. */
void bpfsys_init(void);

int bpfsys_map(const struct image_map *m);
int bpfsys_map_freeze(int fd);

struct bpfsys_prog {
	const char *name;
	enum image_prog_kind kind;
	bool may_sleep;
	bool multi;		/* for a uprobe_multi link */
	const struct bpf_insn *insns;
	size_t ninsns;
	const struct image_function *functions;
	size_t nfunctions;
	char *log;		/* gets the verifier's words; may be NULL */
	size_t log_size;
};

int bpfsys_load(const struct bpfsys_prog *p);
int bpfsys_run(int prog, const struct run_args *args);

struct bpfsys_sites {
	const char *path;
	uint32_t n;
	const uint64_t *offsets, *semaphores, *cookies;
	bool are_returns;	/* of the functions that start there */
	pid_t pid;		/* 0: all processes */
};

/* One link for all the sites of a file. */
int bpfsys_link_multi(int prog, const struct bpfsys_sites *s);
/*
 * One perf event for site i: kernels before 6.6. Gives the descriptor that
 * holds it in place.
 */
int bpfsys_link_perf(int prog, const struct bpfsys_sites *s, uint32_t i);
/* Functions of the kernel, where they start or when they return. */
struct bpfsys_functions {
	const char *const *names;
	const uint64_t *cookies;
	uint32_t n;
	bool are_returns;
};

/* Can one link have many of them? From 5.18 on, where it is configured. */
bool bpfsys_has_kprobe_multi(void);
/*
 * One link for all of them, which fails when one is no place for it; without
 * kprobe_multi a perf event, for the first one alone.
 */
int bpfsys_link_functions(int prog, const struct bpfsys_functions *f);
/* A raw tracepoint of the kernel. */
int bpfsys_link_tracepoint(int prog, const char *name);
/* A clock that runs the program on that CPU, whatever it does then. */
int bpfsys_link_clock(int prog, unsigned cpu, uint64_t interval_ns);
/* Attach an empty program to a function of the kernel, and take it off. */
int bpfsys_try_fentry(const char *function);
/* An event that records which files that CPU maps executable. */
int bpfsys_watch_maps(unsigned cpu);

#endif
