/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Strings of JSON, for all that writes it. What is traced, and what stands in
 * other people's files, may be any bytes, and JSON's strings are Unicode.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stddef.h>

#include "base/buf.h"

/* Append n bytes in hex, as an object: {"hex":"00ff"}. */
void json_bytes(const unsigned char *p, size_t n, struct buf *out);

/*
 * Append n bytes as a string, quotes around it; when they are not UTF-8, as
 * json_bytes() does, which every reader takes and which loses nothing.
 */
void json_text(const char *s, size_t n, struct buf *out);

#endif
