/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions as text, one a line, for people. */
#ifndef EBPF_DISASM_H
#define EBPF_DISASM_H

#include <stddef.h>
#include <linux/bpf.h>

#include "base/buf.h"

struct ebpf_names {
	const char *const *maps;	/* by number; may be NULL */
	size_t nmaps;
};

/*
 * Append "%5zu: text" for each instruction, such as
 *        3: r0 = *(u64 *)(r1 + 16)
 *        4: if r0 == 0 goto 9
 *        5: call map_lookup_elem
 * Bytes that are no instruction are shown as what they are. names may be NULL.
 */
void ebpf_disasm(const struct bpf_insn *insns, size_t n,
		 const struct ebpf_names *names, struct buf *out);

#endif
