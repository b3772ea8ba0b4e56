/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hearing of every file that any process maps executable from now on: how
 * programs and libraries are found that were not there when tracing began. It
 * costs nothing but at those mappings.
 */
#ifndef BACKEND_MAPWATCH_H
#define BACKEND_MAPWATCH_H

#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"

struct mapwatch;

struct mapping {
	pid_t pid;
	uint32_t major, minor;	/* of the file's device */
	uint64_t inode, generation;	/* inode numbers are used again */
};

/* -EACCES, -EPERM: not allowed; other errors: not on this kernel. */
int mapwatch_new(struct mapwatch **out, struct err *e);
/* One that asks nobody: it tells of the processes that it is fed with. */
int mapwatch_new_fed(struct mapwatch **out, struct err *e);
/* From any thread: the process mapped something. */
void mapwatch_feed(struct mapwatch *w, pid_t pid);
void mapwatch_free(struct mapwatch *w);		/* NULL is all right */

/* Readable when there is something. */
int mapwatch_fd(const struct mapwatch *w);

/*
 * Call fn for each mapping since the last call. Gives 0; 1 when some were lost
 * because they came too fast.
 */
int mapwatch_drain(struct mapwatch *w,
		   void (*fn)(void *data, const struct mapping *m),
		   void *data);

#endif
