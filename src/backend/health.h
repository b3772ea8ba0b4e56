/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What works on this machine, for this user, and why not: for dtrace --doctor.
 * Each thing is tried, where that is possible, and undone at once.
 */
#ifndef BACKEND_HEALTH_H
#define BACKEND_HEALTH_H

#include <stddef.h>

enum health_state {
	HEALTH_OK,
	HEALTH_LIMITED,		/* something does not work without it */
	HEALTH_MISSING,		/* nothing does */
};

struct health {
	const char *name;	/* one word */
	enum health_state state;
	char text[160];		/* what it is for, or what is wrong */
	const char *remedy;	/* NULL when it is ok */
};

#define HEALTH_MAX 32

/* Fill out, which has room for HEALTH_MAX; gives how many there are. */
size_t health_check(struct health *out);

#endif
