/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ARCH_X86_EMULATE_H
#define ARCH_X86_EMULATE_H

#include "arch/arch.h"

/* See arch.h. */
bool x86_emulate(const uint8_t *bytes, size_t len, void *regs,
		 const struct arch_memory *memory);

#endif
