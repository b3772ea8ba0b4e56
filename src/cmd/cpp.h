/* SPDX-License-Identifier: BSD-2-Clause */
/* The C preprocessor, for -C. */
#ifndef CMD_CPP_H
#define CMD_CPP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

struct cpp_options {
	const char *program;	/* with options if need be; NULL: what $CPP
				 * names, or cpp */
	const char *const *args;	/* ours for it, such as "-I", "dir" */
	size_t nargs;
	bool show_headers;	/* on stderr, each that it reads */
};

/*
 * Run the preprocessor on a file ("-": standard input) and append what it
 * writes to out. Its complaints go to stderr. A first line that begins with #!
 * is not shown to it.
 */
int cpp_run(const char *path, struct cpp_options o, struct buf *out,
	    struct err *e);

#endif
