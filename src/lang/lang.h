/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The D front end: source text in, checked syntax tree out.
 *
 *	struct lang_options: what the command line adds (macro values)
 *	lang_parse()    text to tree; any number of sources into one program
 *	lang_rename()   probes under their old names become those of today
 *	lang_check()    names, types and rules; asks the world about probes
 *
 * Both add diagnostics instead of failing; the caller looks at
 * diags_failed() after each. Everything lives in the arena.
 */
#ifndef LANG_LANG_H
#define LANG_LANG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/diag.h"
#include "lang/ast.h"

/* Who traced, when that was another process: of a recording. */
struct lang_tracer {
	int64_t pid, ppid, uid, gid;
};

/* Values for macro variables: $target, $1, $$1 and the like. */
struct lang_options {
	const char *const *args;	/* $1 is args[0]; $0 is script_name */
	size_t nargs;
	const char *script_name;	/* $0 */
	int64_t target;			/* $target, 0 when there is none */
	const struct lang_tracer *tracer;	/* NULL: this process */
	bool defaultargs;		/* unset $N is 0 or "", no error */
	bool argref;			/* an unused $N is no error */
	uint32_t strsize;		/* bytes of a string; 0 means 256 */
	/* set by lang_parse(): which $N were used, to report unused ones */
	uint64_t args_used;
};

/* What the checker asks of the machine that will be traced. */
struct lang_world {
	void *data;
	/*
	 * The type of args[n] for the probes that the description matches, or
	 * NULL when they have no such argument, no type information, or
	 * disagree (why gets a text then).
	 */
	const struct type *(*probe_arg)(void *data, struct arena *a,
					const struct probe_desc *desc,
					unsigned n, const char **why);
	/*
	 * When args[n] is made by a translator: the type that it is made from,
	 * and which argument of the probe has it; else NULL. May be NULL
	 * itself.
	 */
	const struct type *(*probe_native)(void *data, struct arena *a,
					   const struct probe_desc *desc,
					   unsigned n, unsigned *native);
	/*
	 * The program uses a name that it does not define: parse the libraries
	 * that do into it; false when there are none (any more). A type's name
	 * is as C writes it. May be NULL itself.
	 */
	bool (*define)(void *data, const char *name);
	/* A type by its C name ("struct task_struct"), or NULL. */
	const struct type *(*find_type)(void *data, struct arena *a,
					const char *name);
	/*
	 * module`name of the kernel: its type, void when that is not known, or
	 * NULL when there is no such symbol or, *per_cpu, more than one. module
	 * may be "". May be NULL itself.
	 */
	const struct type *(*find_symbol)(void *data, struct arena *a,
					  const char *module, const char *name,
					  uint64_t *address, bool *per_cpu);
	/*
	 * The type of the kernel's enumerator, or NULL: asked for what nothing
	 * else is known by. May be NULL itself.
	 */
	const struct type *(*find_enumerator)(void *data, const char *name,
					      int64_t *value);
};

/*
 * Where the text comes from. Parts of a probe description count from the right:
 * in `a:b` b is what the option names and a what stands before it. A clause
 * without a body is right in all but a file.
 */
enum lang_form {
	LANG_PROGRAM,		/* -s: the rightmost part is the name */
	LANG_PROVIDER,		/* -P: it is the provider */
	LANG_MODULE,		/* -m */
	LANG_FUNCTION,		/* -f */
	LANG_NAME,		/* -n */
	LANG_ID,		/* -i: descriptions are numbers */
};

/*
 * Append the source's declarations to the program; a zeroed struct program is
 * an empty one. The source must outlive the program: its nodes point into it.
 */
void lang_parse(struct arena *a, const struct source *source,
		enum lang_form form, struct lang_options *options,
		struct program *program, struct diags *diags);

/*
 * After all sources were parsed, and again after libraries were, before
 * lang_check(): what the pragmas `alias` say. It may make clauses of others,
 * so ids of clauses change.
 */
void lang_rename(struct arena *a, struct program *program,
		 struct diags *diags);

/*
 * Once, after all sources were parsed. world, and each of its functions, may
 * be NULL: nothing is known about probes, types and symbols then.
 */
void lang_check(struct arena *a, struct program *program,
		const struct lang_options *options,
		const struct lang_world *world, struct diags *diags);

#endif
