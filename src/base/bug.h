/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Our own mistakes and an exhausted heap: both end the process at once.
 *
 * BUG() is for what cannot happen unless this program is wrong; it never
 * answers bad input. The x*() functions never return NULL; memory comes from
 * malloc(3) and is given back with free(3).
 */
#ifndef BASE_BUG_H
#define BASE_BUG_H

#include <stddef.h>

/* Print where and what went wrong on stderr, then abort(3). */
#define BUG(...) bug_at(__FILE__, __LINE__, __VA_ARGS__)

_Noreturn void bug_at(const char *file, int line, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

void *xcalloc(size_t n, size_t size);
void *xrealloc(void *p, size_t n, size_t size);
char *xstrdup(const char *s);
char *xstrndup(const char *s, size_t n);
char *xasprintf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
