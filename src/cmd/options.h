/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command line: the union of what DTrace, its Linux ports and the build
 * rules of SystemTap's dtrace pass.
 */
#ifndef CMD_OPTIONS_H
#define CMD_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "base/vec.h"
#include "lang/lang.h"

enum mode { MODE_TRACE, MODE_LIST, MODE_HEADER, MODE_OBJECT, MODE_VERSION };

/* One -s, -n, -P, -m, -f or -i, in the order given. */
struct program_arg {
	enum lang_form form;
	const char *text;	/* the program, or the file's name */
	bool is_file;
	const char *option;	/* "-n": for messages */
};

/* What -x sets. Members as tunable.def lists them. */
struct tunables {
	int64_t aggrate, switchrate;	/* ns; 0: as the command sees fit */
	int64_t aggsize, bufsize, dynvarsize, strsize;	/* bytes */
	int64_t aggsortkey, aggsortpos, aggsortrev;
	int64_t cpp, defaultargs, destructive, errtags, flowindent, json,
		quiet, rawbytes, temporal, zdefs;
	int64_t stackframes, ustackframes, stackindent;
	int64_t nspec, specsize;
	int64_t cleanrate;	/* of no use: speculations need no cleaning */
	const char *uprobes;		/* "perf": as before Linux 6.6 */
	const char *ustackunwind;	/* "fp", "dwarf"; NULL: auto */
	VEC(const char *) objects;
};

struct options {
	enum mode mode;
	VEC(struct program_arg) programs;
	VEC(const char *) cpp_args;	/* -I -D -U -H, as cpp takes them */
	VEC(pid_t) pids;		/* -p */
	const char *command;		/* -c */
	const char *output;		/* -o */
	bool compile_only, verbose, show_code;
	int bits;			/* 32, 64, or 0: not said */
	struct tunables x;
	char **args;			/* operands: $1 ..., or objects of -G */
	size_t nargs;
};

/* 0, or -EINVAL with a text that says what is wrong with which option. */
int options_parse(struct options *o, int argc, char **argv, struct err *e);
void options_release(struct options *o);

/* Set one tunable from "name=value" or "name". */
int tunables_set(struct tunables *x, const char *text, struct err *e);

extern const char options_usage[];

#endif
