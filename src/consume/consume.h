/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Records in, text out: what a D program's programs wrote, shown as users of
 * DTrace know it.
 *
 * The consumer knows the image, which says what records and maps hold, and
 * never the backend: what it needs of it comes through a struct
 * consume_source. A consumer borrows image, options' streams and source; they
 * must outlive it. Records come from a shared buffer, so their lengths and
 * indices are checked; the image is our own compiler's and is trusted.
 *
 * Text of a record is written to options.out at once, when it is complete.
 * Records with timestamps wait for consumer_flush() and are shown in order;
 * with options.flowindent a record may wait for the next one, or for that.
 * With options.json, all that would go to options.err goes there too.
 * Functions that fail give a negative errno, and consumer_error() the text.
 */
#ifndef CONSUME_CONSUME_H
#define CONSUME_CONSUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/err.h"
#include "image/image.h"

/* The name of an address; texts are the source's. */
struct consume_symbol {
	const char *module;	/* NULL: nothing is known of the address */
	const char *name;	/* NULL: no function is known there */
	uint64_t offset;	/* from the function's first byte */
};

struct consume_options;

/* What the consumer asks of the backend and of the system. */
struct consume_source {
	void *data;		/* passed to each function */
	/*
	 * Call row() for each key of the aggregation's map; values is
	 * ncpus * value_size bytes. Stops when row() fails, with its code.
	 */
	int (*snapshot)(void *data, const struct image_agg *agg,
			int (*row)(void *arg, const void *key,
				   const void *values, unsigned ncpus),
			void *arg, struct err *e);
	/* Zero all values, keep the keys. */
	int (*clear)(void *data, const struct image_agg *agg, struct err *e);
	/*
	 * Delete nkeys keys, each of key_size bytes, one behind the other;
	 * keys NULL: all.
	 */
	int (*trunc)(void *data, const struct image_agg *agg, const void *keys,
		     size_t nkeys, struct err *e);
	/*
	 * The number by which dtrace -l shows a site in a process. Asked for
	 * sites whose probe_id is 0; may be NULL.
	 */
	uint32_t (*probe_id)(void *data, uint32_t site, uint32_t pid);
	/*
	 * Name an address in a process or in the kernel. Asked for stacks,
	 * symbols and %a; may be NULL: they are shown as numbers then.
	 */
	void (*user_symbol)(void *data, uint32_t pid, uint64_t address,
			    struct consume_symbol *out);
	void (*kernel_symbol)(void *data, uint64_t address,
			      struct consume_symbol *out);
	/*
	 * Name the functions that a compiler put into the one at an address,
	 * the innermost first: gives how many, at most max. May be NULL.
	 */
	size_t (*inlined)(void *data, uint32_t pid, uint64_t address,
			  const char **names, size_t max);
	/*
	 * Unwind a copied stack, its length is checked: gives how many
	 * addresses were written, at most max. May be NULL.
	 */
	size_t (*unwind)(void *data, uint32_t pid,
			 const struct record_stack *stack,
			 uint64_t *addresses, size_t max);
	/*
	 * What destructive actions do; the text of an error is shown, and all
	 * goes on. May be NULL when the program has none.
	 * system: run a command, and wait for it.
	 * reopen: out becomes that file, "" is the first one again.
	 * copyout: write into a process.
	 * set_option: change one while tracing; its new value in *options.
	 */
	int (*system)(void *data, const char *command, struct err *e);
	int (*reopen)(void *data, const char *path,
		      struct consume_options *options, struct err *e);
	int (*copyout)(void *data, uint32_t pid, uint64_t address,
		       const void *bytes, size_t n, struct err *e);
	int (*set_option)(void *data, const char *name, const char *value,
			  struct consume_options *options, struct err *e);
	/* user_symbol() will be asked, maybe when the process has ended. */
	void (*learn)(void *data, uint32_t pid);
	/*
	 * Look whether the process has an interpreter, and tell the programs;
	 * the function that runs its frames, or NULL. Both may be NULL.
	 */
	void (*unknown)(void *data, uint32_t pid);
	const char *(*interpreter)(void *data, uint32_t pid);
	/*
	 * Does the address stand for data of the kernel, which could not be
	 * read because the kernel does not trace? May be NULL.
	 */
	bool (*is_withheld)(void *data, uint64_t address);
};

struct consume_options {
	bool quiet;		/* what the program prints, nothing else */
	bool flowindent;	/* indent between entry and return probes */
	bool json;		/* lines of JSON: docs/json.md */
	bool raw_bytes;		/* trace() never guesses that bytes are text */
	size_t keep;		/* bytes of records that wait for the end;
				 * 0: they are shown as they come */
	bool keep_newest;	/* of more than that; else the oldest */
	bool aggsortkey;	/* sort by key, not by value */
	unsigned aggsortkeypos;	/* by which key first */
	bool aggsortrev;	/* greatest first */
	bool agghist, aggpack;	/* pictures of values, of histograms */
	bool aggzoom;		/* the longest bar fills the width */
	unsigned stackindent;	/* columns before each frame */
	unsigned aggsortpos;	/* which aggregation of a printa() decides */
	FILE *out;		/* what the program prints */
	const char *out_name;	/* for messages: a file's name, quoted */
	FILE *err;		/* errors of clauses, drops */
};

struct consumer;

/* Copies options and source. */
struct consumer *consumer_new(const struct image *im,
			      const struct consume_options *options,
			      const struct consume_source *source);
void consumer_free(struct consumer *c);

/*
 * Show one record and do what it asks for. -EINVAL when it cannot be one of
 * the image's, -errno (-EPIPE ...) when out cannot be written, or what the
 * source said.
 */
int consumer_record(struct consumer *c, const void *record, size_t len);

/*
 * Show the records that wait whose timestamp is at most until, in the order of
 * time. The caller knows that no more of these will come. With options.keep
 * only UINT64_MAX, the end, shows them.
 */
int consumer_flush(struct consumer *c, uint64_t until);

/*
 * With options.keep and not keep_newest: is there no room for more records?
 * Further ones are not taken.
 */
bool consumer_full(const struct consumer *c);

/* Do records wait, to be shown later or never? */
bool consumer_holds(const struct consumer *c);

/* Was there an exit()? Its status is the first one's. */
bool consumer_exited(const struct consumer *c, int *status);

/*
 * At the end: an empty line, then each aggregation that no printa() showed.
 * The last line of JSON tells the exit status.
 */
int consumer_aggregations(struct consumer *c);

/* Report on err what was lost since the last call. */
int consumer_drops(struct consumer *c, const struct image_state *state);

/* Why the last call failed. */
const struct err *consumer_error(const struct consumer *c);

#endif
