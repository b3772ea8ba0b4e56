/* SPDX-License-Identifier: BSD-2-Clause */
/* The PID name space that this process runs in: a container has its own. */
#ifndef PROC_PIDNS_H
#define PROC_PIDNS_H

#include <stdint.h>

#include "base/err.h"

/*
 * *inode = what tells the name space from others; 0: the machine's first, the
 * kernel's own numbers. -ENOTSUP: /proc shows the processes of another one.
 */
int pidns_own(uint32_t *inode, struct err *e);

#endif
