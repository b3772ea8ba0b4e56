/* SPDX-License-Identifier: BSD-2-Clause */
/* Strings of JSON, for all that writes it. */
#ifndef CONSUME_JSON_H
#define CONSUME_JSON_H

#include <stddef.h>

#include "base/buf.h"

/* A string, or when it is not UTF-8 an object with its bytes. */
void json_text(const char *s, size_t n, struct buf *out);

#endif
