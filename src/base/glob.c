/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/glob.h"

#include <string.h>

/* A `]` right behind the `[`, or behind its `!`, does not close it. */
static bool closes(const char *bracket)
{
	const char *q = bracket + 1;

	q += *q == '!' || *q == '^';
	return *q && strchr(q + 1, ']');
}

/*
 * Match one character against the pattern item at p; *end is behind the item.
 * A `[` without its `]` stands for itself.
 */
static bool match_one(const char *p, char c, const char **end)
{
	const char *q = p + 1;
	bool negate, found = false;

	if (*p == '\\' && p[1]) {
		*end = p + 2;
		return p[1] == c;
	}
	*end = p + 1;
	if (*p == '?')
		return true;
	if (*p != '[' || !closes(p))
		return *p == c;
	negate = *q == '!' || *q == '^';
	q += negate;
	do {
		unsigned char lo = (unsigned char)*q++, hi = lo;

		if (*q == '-' && q[1] && q[1] != ']') {
			hi = (unsigned char)q[1];
			q += 2;
		}
		if ((unsigned char)c >= lo && (unsigned char)c <= hi)
			found = true;
	} while (*q && *q != ']');
	*end = *q ? q + 1 : q;
	return found != negate;
}

/* Linear in each star: only the last one is ever tried again. */
bool glob_match(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL, *end;

	if (!*pattern)
		return true;
	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern && match_one(pattern, *text, &end)) {
			pattern = end;
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool glob_is_pattern(const char *pattern)
{
	return strpbrk(pattern, "*?[\\") != NULL;
}
