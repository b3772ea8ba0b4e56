/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The patterns of D probe descriptions: `*` any text, `?` any one character,
 * `[abc]`, `[a-z]`, `[!abc]`, and `\` before a character that is meant as
 * itself. An empty pattern matches everything, as in D.
 */
#ifndef BASE_GLOB_H
#define BASE_GLOB_H

#include <stdbool.h>

bool glob_match(const char *pattern, const char *text);

/* Does the pattern hold any of * ? [ \ at all? */
bool glob_is_pattern(const char *pattern);

#endif
