/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints are in the memory of other programs: if the process that set them
 * dies, the next one to come there dies too. So the command is two processes.
 * The one that the user sees only passes signals on and waits; the other one
 * traces. It hears when the first is killed, takes its breakpoints back, and
 * ends. Only kill -9 of the second leaves them.
 */
#ifndef CMD_GUARD_H
#define CMD_GUARD_H

#include <stdbool.h>

#include "base/err.h"

/*
 * Become the second process; the first ends as this one does. To be called
 * while there is one thread and nothing is buffered.
 */
int guard_start(struct err *e);

/* Was the first one killed? */
bool guard_is_gone(void);

#endif
