/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of a tracing run share: trace.c (start and end),
 * run_targets.c, run_records.c and run_loop.c.
 */
#ifndef CMD_RUN_H
#define CMD_RUN_H

#include <stdio.h>

#include "backend/backend.h"
#include "cmd/compile.h"
#include "cmd/late.h"
#include "cmd/options.h"
#include "consume/consume.h"
#include "proc/interp.h"
#include "proc/ksyms.h"
#include "proc/proc.h"
#include "proc/symbols.h"
#include "proc/unwind.h"
#include "tracer/tracer.h"

struct tick {
	size_t prog;
	int fd;
};

struct run {
	struct options *options;
	struct compilation c;
	struct tracer *tracer;		/* NULL: the kernel traces */
	struct backend *backend;
	struct consumer *consumer;
	FILE *out;
	char *out_name;			/* as messages call it */
	FILE *first_out;		/* while freopen() named another one */
	char *first_name;
	struct symbols *symbols;
	struct ksyms *ksyms;
	struct unwinder *unwinder;
	struct interps *interps;
	VEC(struct proc *) targets;	/* each -c, then each -p */
	VEC(struct tick) ticks;
	struct recording *recording;	/* that is replayed, or NULL */
	struct late *late;		/* or NULL */
	bool may_sleep;
	int epoll, signals;
	bool stopping;
	int may_drain;			/* records, before others' turn */
	uint64_t told_drops;		/* when */
	struct err err;
};

/* Functions give 0 or a negative errno, and the text in r->err. */

/* ---- run_targets.c --------------------------------------------- */

/* Start the commands of -c, stopped, and grab each process of -p. */
int run_take_targets(struct run *r);
/* Let the commands go. */
int run_resume_commands(struct run *r);
/* Target number i ended; the last one ends the run. */
void run_target_ended(struct run *r, size_t i);
/* A target may have ended when its addresses are to be shown. */
void run_learn_targets(struct run *r);

/* ---- interp.c -------------------------------------------------- */

/* Before anything fires, when the program uses jstack(). */
void run_look_for_interpreters(struct run *r);
void run_look_for_interpreter(struct run *r, pid_t pid);

/* ---- run_records.c --------------------------------------------- */

void run_make_consumer(struct run *r);
/* Run the programs of BEGIN, END or ERROR. */
int run_progs(struct run *r, enum run_when when, const struct run_args *args);
/*
 * Hand over what is there; how many records, or a negative errno. is_live:
 * probes are attached, so older records may still come. They may come as fast
 * as they are read, and signals and ticks must have their turn: then it is
 * DRAIN_MAX, and there are more.
 */
#define DRAIN_MAX 50000
int run_drain(struct run *r, bool is_live);

struct consume_options run_consume_options(const struct run *r);

/* ---- run_act.c: what actions do; see struct consume_source ------ */

int run_system(void *run, const char *command, struct err *e);
int run_reopen(void *run, const char *path, struct consume_options *options,
	       struct err *e);
int run_copyout(void *run, uint32_t pid, uint64_t address, const void *bytes,
		size_t n, struct err *e);
int run_set_option(void *run, const char *name, const char *value,
		   struct consume_options *options, struct err *e);

/* ---- run_replay.c: the same for what was recorded ---------------- */

int run_replay(struct run *r);
void run_recorded_user_symbol(void *run, uint32_t pid, uint64_t address,
			      struct consume_symbol *out);
void run_recorded_kernel_symbol(void *run, uint64_t address,
				struct consume_symbol *out);
int run_recorded_copyout(void *run, uint32_t pid, uint64_t address,
			 const void *bytes, size_t n, struct err *e);

/* ---- run_loop.c ------------------------------------------------ */

/* Block the signals that end a run, and watch for them. */
int run_watch_signals(struct run *r);
/* Start the ticks; watch ring buffer, targets and mappings. */
int run_watch(struct run *r);
/* Until exit(), a signal, or the end of the targets. */
int run_loop(struct run *r);

#endif
