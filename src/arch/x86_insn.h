/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ARCH_X86_INSN_H
#define ARCH_X86_INSN_H

#include <stddef.h>
#include <stdint.h>

#include "arch/arch.h"

/*
 * How long the 64-bit instruction is that these bytes start with. 0: there is
 * no such instruction, it is not known here, or the bytes end before it.
 */
size_t x86_insn_len(const uint8_t *bytes, size_t len);

/* See arch.h; len is what x86_insn_len() gave. */
enum insn_flow x86_insn_flow(const uint8_t *bytes, size_t len,
			     int64_t *target);

#endif
