/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Whole files. Reading is bounded; writing goes to a temporary name in the
 * same directory and is renamed, so that a reader sees the old file or the new
 * one, and an interrupted or failed write leaves nothing.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/buf.h"
#include "base/err.h"

/*
 * Append the file's bytes to out; "-" is standard input. Fails with -EFBIG
 * when there are more than limit bytes.
 */
int file_read(const char *path, size_t limit, struct buf *out, struct err *e);

/* The same from an open descriptor; name is for messages. */
int file_read_fd(int fd, const char *name, size_t limit, struct buf *out,
		 struct err *e);

/* Replace path by n bytes with the given permissions (before umask). */
int file_write(const char *path, const void *p, size_t n, mode_t mode,
	       struct err *e);

/* When the open file was made, ns since 1970; 0: its file system forgets. */
int64_t file_birth(int fd);

#endif
