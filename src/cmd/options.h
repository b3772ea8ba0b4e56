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
#include "cmd/cpp.h"
#include "lang/lang.h"

enum mode { MODE_TRACE, MODE_LIST, MODE_HEADER, MODE_OBJECT, MODE_VERSION,
	    MODE_DOCTOR };

/* One -s, -n, -P, -m, -f or -i, in the order given. */
struct program_arg {
	enum lang_form form;
	const char *text;	/* the program, or the file's name */
	bool is_file;
	const char *option;	/* "-n": for messages */
};

/* What an option that may be given several times has; a VEC. */
struct texts {
	const char **items;
	size_t len, cap;
};

/* Records are shown as they come; those that fit, at the end; the last ones. */
enum bufpolicy { BUF_SWITCH, BUF_FILL, BUF_RING };

enum backend_choice { BACKEND_AUTO, BACKEND_KERNEL, BACKEND_PTRACE };

/* What -x sets. Members as tunable.def lists them. */
struct tunables {
	int64_t switchrate;		/* ns; 0: as the command sees fit */
	int64_t statusrate;		/* ns: drops are told so often */
	int64_t loadtime;		/* ns that the kernel may load, some */
	int64_t aggsize, bufsize, dynvarsize, strsize;	/* bytes */
	int64_t agghist, aggpack, aggzoom;
	int64_t aggsortkey, aggsortkeypos, aggsortpos, aggsortrev;
	int64_t backend;		/* enum backend_choice */
	int64_t bufpolicy;		/* enum bufpolicy */
	int64_t cpu;			/* trace only there; -1: on all */
	int64_t argref, cpp, cpphdrs, defaultargs, destructive, disasm, empty,
		errtags, flowindent, json, lossless, noresolve, quiet, rawbytes,
		temporal, tree, zdefs;
	int64_t stackframes, ustackframes, jstackframes, stackindent;
	int64_t printsize;
	int64_t nspec, specsize;
	const char *amin;
	const char *record, *replay;	/* files */
	int64_t recordframes, recordmem, recordsize;
	const char *cpppath;
	VEC(const char *) cpp_args;	/* -I -D -U -H, as cpp takes them */
	int64_t nolibs;
	const char *syslibdir;
	const char *debugdir;		/* NULL: DEBUG_FOLDER */
	const char *uprobes;		/* "perf": as before Linux 6.6 */
	const char *ustackunwind;	/* "fp", "dwarf"; NULL: auto */
	struct texts libdirs, objects;
};

struct options {
	enum mode mode;
	VEC(struct program_arg) programs;
	VEC(pid_t) pids;		/* -p */
	VEC(const char *) commands;	/* -c */
	const char *output;		/* -o */
	bool compile_only, verbose;
	int bits;			/* 32, 64, or 0: not said */
	bool bad_value;			/* an option's value is wrong, not the
					 * command line's form */
	struct tunables x;
	char **args;			/* operands: $1 ..., or objects of -G */
	size_t nargs;
};

/* 0, or -EINVAL with a text that says what is wrong with which option. */
int options_parse(struct options *o, int argc, char **argv, struct err *e);
void options_release(struct options *o);

/* Set one tunable from "name=value" or "name". */
int tunables_set(struct tunables *x, const char *text, struct err *e);

/* What of it cpp_run() wants. */
struct cpp_options options_cpp(const struct options *o);

extern const char options_usage[];

#endif
