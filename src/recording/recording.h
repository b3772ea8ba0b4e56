/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Recordings: what fired, kept in a file so that other D programs can be asked
 * about it later. docs/formats.md describes the file.
 *
 * A file is a header and chunks one behind another; what a chunk refers to
 * stands before it, so a file that was cut, because its writer was killed, is
 * good to its last whole chunk. It is written under the name with ".part"
 * behind, and renamed when it is complete.
 *
 * Readers take files from anybody: every count and length is checked, and what
 * cannot be is -EINVAL with a text that names file and offset.
 */
#ifndef RECORDING_RECORDING_H
#define RECORDING_RECORDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/arena.h"
#include "base/err.h"

#define RECORDING_VERSION 1
#define RECORDING_COMM 16
#define RECORDING_ARGS 32	/* arguments of a firing at most */
#define RECORDING_MEMORY 64	/* pieces of memory of a firing */
#define RECORDING_FRAMES 1024	/* of its stack */
#define RECORDING_NONE UINT32_MAX	/* no declaration */

struct recording_who {
	uint32_t pid, tid, ppid, uid, gid;
	char comm[RECORDING_COMM];	/* with a NUL at the end */
};

/* The tracer and its clocks. */
struct recording_start {
	struct recording_who tracer;
	uint32_t target;	/* $target, or 0 */
	uint64_t time;		/* ns, CLOCK_MONOTONIC */
	int64_t clock_above;	/* ns of CLOCK_REALTIME above that */
	bool has_vtime, has_errno;	/* events have them */
};

enum recording_kind {
	RECORDING_USDT, RECORDING_FUNCTION, RECORDING_SYSCALL,
	RECORDING_TRACEPOINT, RECORDING_PROFILE, RECORDING_KINDS,
};

/* A probe of dtrace -l. Texts are without control characters. */
struct recording_probe {
	uint32_t id;		/* as dtrace -l showed it */
	enum recording_kind kind;
	bool is_return;
	uint32_t pid;		/* 0: of no process */
	uint64_t interval_ns;	/* RECORDING_PROFILE */
	uint32_t declaration;	/* index, or RECORDING_NONE */
	const char *provider, *base_provider, *module, *function, *name;
	uint32_t nargs;		/* what its notes tell of arguments: */
	struct recording_arg {
		uint8_t size, is_signed, is_float;
	} args[RECORDING_ARGS];
};

struct recording_memory {
	uint64_t address;
	uint32_t length;
	const unsigned char *bytes;
};

struct recording_event {
	uint32_t probe;		/* by number, as they were added */
	uint32_t cpu;
	uint64_t time;
	uint64_t vtime;		/* vtimestamp */
	uint64_t error;		/* errno; of a call that returns always */
	struct recording_who who;
	uint32_t nargs;
	uint32_t bad_args;	/* bit n: argument n cannot be read, ... */
	uint32_t bad_addresses;	/* ... or args[n] is where it was */
	uint64_t args[RECORDING_ARGS];
	uint32_t nmemory;
	struct recording_memory memory[RECORDING_MEMORY];
	uint32_t nframes;
	const uint64_t *frames;	/* of the user's stack, the innermost first */
};

struct recording_symbol {
	uint32_t pid;
	uint64_t address, offset;
	const char *module, *name;	/* "": not known */
};

struct recording_end {
	uint64_t time;
	uint64_t dropped;	/* firings without room */
};

/* ---- writing --------------------------------------------------------- */

struct recorder;

/* limit: bytes that the file may have; more events are dropped then. */
int recorder_new(struct recorder **out, const char *path, uint64_t limit,
		 const struct recording_start *start, struct err *e);

/* Each gives the number of what was added. */
uint32_t recorder_declaration(struct recorder *r, const char *text);
uint32_t recorder_probe(struct recorder *r, const struct recording_probe *p);
void recorder_event(struct recorder *r, const struct recording_event *ev);
void recorder_symbol(struct recorder *r, const struct recording_symbol *s);

uint64_t recorder_dropped(const struct recorder *r);

/* Hand what there is to the system: -errno when that fails now or did. */
int recorder_flush(struct recorder *r, struct err *e);

/* The file is complete: give it its name. Frees. */
int recorder_finish(struct recorder *r, const struct recording_end *end,
		    struct err *e);

/* There will be no file. NULL is fine. */
void recorder_abandon(struct recorder *r);

/* ---- reading --------------------------------------------------------- */

struct recording;

/* Reads all but the events. */
int recording_open(struct recording **out, const char *path, struct err *e);
/* The same of a stream that can be rewound, which it takes over. */
int recording_open_stream(struct recording **out, FILE *f, const char *name,
			  struct err *e);
void recording_close(struct recording *r);

/* What these point to belongs to the recording. */
const struct recording_start *recording_start(const struct recording *r);
const struct recording_end *recording_end(const struct recording *r);
size_t recording_probes(const struct recording *r);
const struct recording_probe *recording_probe(const struct recording *r,
					      size_t n);
size_t recording_declarations(const struct recording *r);
const char *recording_declaration(const struct recording *r, size_t n);

/* False: nobody knew the address. */
bool recording_symbol(const struct recording *r, uint32_t pid,
		      uint64_t address, struct recording_symbol *out);

/* Why the file ends early, or NULL. */
const char *recording_cut(const struct recording *r);

/*
 * The next event: 1, 0 at the end, -EINVAL, -EIO. What it points to is valid
 * until the next call.
 */
int recording_next(struct recording *r, struct recording_event *ev,
		   struct err *e);

#endif
