/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where images are kept while they are loaded. Tracers open what
 * /proc/PID/maps names, so an image is a file that stays:
 *
 *	DIR/PROCESS/NUMBER/MODULE
 *
 * DIR is $XDG_RUNTIME_DIR/libusdt, or /tmp/libusdt-UID, mode 700. PROCESS is
 * of one process and what it forks: each holds a shared lock on it, the last
 * to exit removes it. What nobody holds any more, because all were killed, is
 * removed by the next process that comes here, and by `make unload`.
 */
#ifndef LIBUSDT_STORE_H
#define LIBUSDT_STORE_H

#include <limits.h>
#include <stddef.h>
#include <sys/types.h>

struct stored {
	char path[PATH_MAX];	/* for dlopen(3) */
	pid_t pid;		/* who put it there; 0: nothing is there */
	int fd;			/* of one in memory, else -1 */
};

/*
 * Keep these bytes, in a file whose last part is the module's name ('/' as
 * '_'), or in memory. 0, or -1 with a reason.
 */
int store_put(struct stored *out, const char *module, int in_memory,
	      const void *bytes, size_t n, char *why, size_t why_size);

/* Remove it, if this process put it there. */
void store_drop(struct stored *s);

#endif
