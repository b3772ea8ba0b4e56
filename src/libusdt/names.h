/* SPDX-License-Identifier: BSD-2-Clause */
/* What may be a name, and the locations of a code probe's arguments. */
#ifndef LIBUSDT_NAMES_H
#define LIBUSDT_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/*
 * 0, or EINVAL: NULL, empty, or with characters that a probe description
 * cannot have (of functions only control characters: languages have methods
 * such as []=), or ENAMETOOLONG.
 */
int names_check(const char *s, size_t max, bool is_function);

/* How many SIZE@LOCATION; (size_t)-1 when one makes no sense. */
size_t names_count_locations(const char *s);

#endif
