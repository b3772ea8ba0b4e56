/* SPDX-License-Identifier: BSD-2-Clause */
/* Paths in the text of /proc/PID/maps, for the sources of this folder. */
#ifndef PROC_MAPS_TEXT_H
#define PROC_MAPS_TEXT_H

#include "base/buf.h"

/* Append the path with the kernel's "\012" for a newline undone. */
void maps_unescape(const char *text, size_t len, struct buf *path);

#endif
