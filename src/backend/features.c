/* SPDX-License-Identifier: BSD-2-Clause */
/* What this kernel can do, found out by trying. */
#include "backend/backend.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "backend/bpfsys.h"

/* Gives the program's descriptor, or a negative errno. */
static int load(enum image_prog_kind kind, bool may_sleep, bool multi)
{
	static const struct bpf_insn nothing[] = {
		{ .code = BPF_ALU64 | BPF_MOV | BPF_K },
		{ .code = BPF_JMP | BPF_EXIT },
	};
	struct bpfsys_prog p = {
		.name = "dtrace_try", .kind = kind,
		.may_sleep = may_sleep, .multi = multi,
		.insns = nothing, .ninsns = 2,
	};

	return bpfsys_load(&p);
}

static int try_load(enum image_prog_kind kind, bool may_sleep, bool multi)
{
	int fd = load(kind, may_sleep, multi);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? fd : 0;
}

/*
 * Kernels before 6.6 load such a program, they do not look at what it is for.
 * Only those that know the link find that a directory has no code.
 */
static bool has_uprobe_multi(void)
{
	uint64_t offset = 1, none = 0;
	struct bpfsys_sites sites = {
		.path = "/", .offsets = &offset, .semaphores = &none,
		.cookies = &none, .n = 1,
	};
	int prog = load(PROG_USER, false, true);
	int link;

	if (prog < 0)
		return false;
	link = bpfsys_link_multi(prog, &sites);
	if (link >= 0)
		close(link);
	close(prog);
	return link == -EBADF;
}

void kernel_features(struct kernel_features *f)
{
	int ret;

	memset(f, 0, sizeof(*f));
	bpfsys_init();
	ret = try_load(PROG_USER, false, false);
	if (ret == -EPERM || ret == -EACCES)
		snprintf(f->why, sizeof(f->why), "tracing needs root, or the "
			 "capabilities CAP_BPF and CAP_PERFMON");
	else if (ret == -ENOSYS)
		snprintf(f->why, sizeof(f->why), "this kernel has no bpf "
			 "system call (CONFIG_BPF_SYSCALL)");
	else if (ret)
		snprintf(f->why, sizeof(f->why), "this kernel does not load "
			 "programs for uprobes (CONFIG_UPROBE_EVENTS, "
			 "CONFIG_BPF_EVENTS): %s", strerror(-ret));
	if (ret)
		return;
	f->bpf = true;
	f->uprobe_multi = has_uprobe_multi();
	f->sleepable = !try_load(PROG_USER, true, f->uprobe_multi);
}
