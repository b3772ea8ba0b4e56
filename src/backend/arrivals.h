/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes that appear, found by looking at /proc again and again: what is
 * left where the kernel tells an ordinary user nothing. A process that executed
 * another program counts as new.
 */
#ifndef BACKEND_ARRIVALS_H
#define BACKEND_ARRIVALS_H

#include <sys/types.h>

struct arrivals;

struct arrivals *arrivals_new(void);
void arrivals_free(struct arrivals *a);		/* NULL is all right */

/*
 * Call fn for each process that was not there at the last look and that this
 * user may look into. The first look tells of none.
 */
void arrivals_look(struct arrivals *a, void (*fn)(void *data, pid_t pid),
		   void *data);

#endif
