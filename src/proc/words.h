/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command of `dtrace -c`, cut into words: blanks separate; '...' and
 * "..." keep blanks, as does a backslash; nothing is expanded.
 */
#ifndef PROC_WORDS_H
#define PROC_WORDS_H

#include "base/arena.h"
#include "base/err.h"

/*
 * A NULL-terminated array in the arena. -EINVAL: a quote without its end, or
 * no word at all.
 */
int words_split(struct arena *a, const char *text, char ***out,
		struct err *e);

#endif
