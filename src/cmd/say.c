/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/say.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void say(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	fputs("dtrace: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
}

void say_problems(const char *lines)
{
	while (*lines) {
		const char *end = strchr(lines, '\n');
		size_t len = end ? (size_t)(end - lines) : strlen(lines);

		say("%.*s", (int)len, lines);
		lines += len + (end != NULL);
	}
}
