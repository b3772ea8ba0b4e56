/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/proc.h"

#include <dirent.h>
#include <elf.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "proc/impl.h"
#include "proc/maps.h"

int proc_each(proc_fn *fn, void *data, struct err *e)
{
	DIR *dir = opendir("/proc");
	struct dirent *d;
	int ret = 0;

	if (!dir)
		return err_sys(e, -errno, "cannot read /proc");
	while (!ret && (d = readdir(dir))) {
		char *end;
		long pid = strtol(d->d_name, &end, 10);

		if (pid > 0 && !*end)
			ret = fn(data, (pid_t)pid);
	}
	closedir(dir);
	return ret;
}

uint64_t proc_auxv(pid_t pid, uint64_t type)
{
	char path[64];
	struct buf text = BUF_INIT;
	struct err ignored;
	Elf64_auxv_t pair;
	uint64_t value = 0;

	snprintf(path, sizeof(path), "/proc/%d/auxv", pid);
	if (file_read(path, 65536, &text, &ignored))
		text.len = 0;
	for (size_t at = 0; at + sizeof(pair) <= text.len; at += sizeof(pair)) {
		memcpy(&pair, text.data + at, sizeof(pair));
		if (pair.a_type == type)
			value = pair.a_un.a_val;
	}
	buf_release(&text);
	return value;
}

int proc_new(pid_t pid, struct proc **out, struct err *e)
{
	struct proc *p;
	int fd = (int)syscall(SYS_pidfd_open, pid, 0);

	if (fd < 0 && errno == ESRCH)
		return err_set(e, -ESRCH, "there is no process %d", pid);
	/* Newer kernels say ENOENT, older ones EINVAL. */
	if (fd < 0 && pid > 0 && (errno == ENOENT || errno == EINVAL))
		return err_set(e, -EINVAL, "%d is a thread; give the number "
			       "of its process", pid);
	if (fd < 0)
		return err_sys(e, -errno, "cannot watch process %d", pid);
	p = xcalloc(1, sizeof(*p));
	p->pid = pid;
	p->pidfd = fd;
	*out = p;
	return 0;
}

/* The state letter and the flags of /proc/PID/stat; false when it is gone. */
static bool read_state(pid_t pid, char *state, unsigned *flags)
{
	char path[64];
	struct buf text = BUF_INIT;
	struct err ignored;
	const char *p;
	bool found;

	snprintf(path, sizeof(path), "/proc/%d/stat", pid);
	found = !file_read(path, 4096, &text, &ignored);
	/* The command's name, in brackets, may hold anything. */
	p = found ? strrchr(buf_str(&text), ')') : NULL;
	found = p && sscanf(p + 1, " %c %*d %*d %*d %*d %*d %u", state,
			    flags) == 2;
	buf_release(&text);
	return found;
}

#define FLAG_KERNEL_THREAD 0x00200000	/* PF_KTHREAD */

static int check_ours(pid_t pid, struct err *e)
{
	struct maps m;
	unsigned flags;
	char state;
	int ret;

	if (!read_state(pid, &state, &flags))
		return err_set(e, -ESRCH, "there is no process %d", pid);
	if (flags & FLAG_KERNEL_THREAD)
		return err_set(e, -EINVAL, "process %d is part of the kernel: "
			       "it has no program to look into", pid);
	if (state == 'Z' || state == 'X')
		return err_set(e, -ESRCH, "process %d has ended; its parent "
			       "did not collect it yet", pid);
	ret = maps_open(&m, pid, 0, e);
	if (ret == -EACCES || ret == -EPERM)
		return err_set(e, -EPERM, "process %d is not ours: we may "
			       "not look into it; run dtrace as root", pid);
	if (!ret)
		maps_close(&m);
	return ret;
}

int proc_grab(pid_t pid, struct proc **out, struct err *e)
{
	int ret = proc_new(pid, out, e);

	if (ret)
		return ret;
	ret = check_ours(pid, e);
	if (ret) {
		proc_free(*out);
		*out = NULL;
	}
	return ret;
}

/* Take what wait says of our child; false when it has nothing to say. */
static bool collect(struct proc *p, int flags)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, (id_t)p->pid, &info, WEXITED | flags))
		return errno == EINTR;
	if (!info.si_pid)
		return false;
	/* Stops of a traced process come here too. */
	p->has_ended = info.si_code == CLD_EXITED ||
		       info.si_code == CLD_KILLED ||
		       info.si_code == CLD_DUMPED;
	if (!p->has_ended)
		return true;
	p->end.is_known = true;
	if (info.si_code == CLD_EXITED)
		p->end.status = info.si_status;
	else
		p->end.signal = info.si_status;
	return true;
}

void proc_free(struct proc *p)
{
	struct proc_end end;

	if (!p)
		return;
	if (p->is_child && !proc_ended(p, &end)) {
		kill(p->pid, SIGKILL);
		while (!p->has_ended && collect(p, 0))
			;
	}
	close(p->pidfd);
	free(p);
}

pid_t proc_pid(const struct proc *p)
{
	return p->pid;
}

int proc_fd(const struct proc *p)
{
	return p->pidfd;
}

bool proc_ended(struct proc *p, struct proc_end *end)
{
	struct pollfd fd = { .fd = p->pidfd, .events = POLLIN };

	if (!p->has_ended && p->is_child && !p->is_elsewhere)
		collect(p, WNOHANG);
	else if (!p->has_ended)
		p->has_ended = poll(&fd, 1, 0) == 1;
	*end = p->end;
	return p->has_ended;
}
