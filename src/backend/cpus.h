/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef BACKEND_CPUS_H
#define BACKEND_CPUS_H

#include "base/err.h"

/* Numbers of the CPUs that run; the caller frees. How many, or an errno. */
int cpus_online(unsigned **out, struct err *e);

#endif
