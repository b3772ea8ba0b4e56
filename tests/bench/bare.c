/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * bare FILE OFFSET: attach a program that does nothing to that byte of the
 * file, say so, and hold it until standard input ends. What any tracer that
 * uses uprobes and eBPF pays at least.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/backend.h"
#include "backend/bpfsys.h"

int main(int argc, char **argv)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct kernel_features f;
	struct bpfsys_prog p = { .name = "bare", .kind = PROG_USER,
				 .insns = nothing, .ninsns = 2 };
	uint64_t zero = 0, offset;
	struct bpfsys_sites s = { .n = 1, .offsets = &offset,
				  .semaphores = &zero, .cookies = &zero };
	int prog, link;

	if (argc != 3) {
		fputs("usage: bare file offset\n", stderr);
		return 2;
	}
	s.path = argv[1];
	offset = strtoull(argv[2], NULL, 0);
	kernel_features(&f);
	p.multi = f.uprobe_multi;
	prog = bpfsys_load(&p);
	link = prog < 0 ? prog : f.uprobe_multi ? bpfsys_link_multi(prog, &s)
						: bpfsys_link_perf(prog, &s, 0);
	if (link < 0) {
		fprintf(stderr, "bare: %s: %s\n", argv[1], strerror(-link));
		return 1;
	}
	puts("attached");
	fflush(stdout);
	while (getchar() != EOF)
		;
	return 0;
}
