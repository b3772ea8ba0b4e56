/* SPDX-License-Identifier: BSD-2-Clause */
/* dtrace --doctor: what works on this machine, and why not. */
#ifndef CMD_DOCTOR_H
#define CMD_DOCTOR_H

#include "cmd/options.h"

/* 0: tracing works, maybe not all of it; 1: it does not. */
int cmd_doctor(const struct options *o);

#endif
