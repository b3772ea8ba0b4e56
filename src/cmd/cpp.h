/* SPDX-License-Identifier: BSD-2-Clause */
/* The C preprocessor, for -C. */
#ifndef CMD_CPP_H
#define CMD_CPP_H

#include <stddef.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Run the preprocessor on a file ("-": standard input) and append what it
 * writes to out. $CPP names another one than cpp, with options if need be;
 * args are ours for it, such as "-I", "dir". Its complaints go to stderr. A
 * first line that begins with #! is not shown to it.
 */
int cpp_run(const char *path, const char *const *args, size_t nargs,
	    struct buf *out, struct err *e);

#endif
