/* SPDX-License-Identifier: BSD-2-Clause */
/* Jumps that are too long. Private to this folder. */
#ifndef EBPF_REACH_H
#define EBPF_REACH_H

#include "ebpf/asm.h"

/*
 * Where each instruction will be at most, once the kernel has made several of
 * some, and where the code ends. Free it.
 */
uint32_t *ebpf_grown_places(const struct ebpf_asm *a);

/* Lead jumps that are too long over others, before any is resolved. */
void ebpf_reach(struct ebpf_asm *a);

#endif
