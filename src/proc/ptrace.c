/* SPDX-License-Identifier: BSD-2-Clause */
#include "proc/ptrace.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/bug.h"

/* More than any struct user_regs_struct has. */
#define REGS_MAX 1024

static int become(const struct launch_user *user)
{
	gid_t gid;

	if (!user)
		return 0;
	gid = user->gid;
	if (!getuid() && setgroups(1, &gid))
		return -1;
	return setgid(gid) || setuid(user->uid) ? -1 : 0;
}

/* In the child. Only async-signal-safe calls until exec. */
static _Noreturn void child_main(const char *path, char *const argv[],
				 char *const sh_argv[],
				 const struct launch_user *user, int gate,
				 int report)
{
	sigset_t none;
	char go;
	int code;

	/* Nobody opens the gate when our parent is dead. */
	if (read(gate, &go, 1) != 1)
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (!become(user)) {
		execv(path, argv);
		if (errno == ENOEXEC)	/* a script without #! */
			execv(sh_argv[0], sh_argv);
	}
	code = errno;
	if (write(report, &code, sizeof(code)) != sizeof(code))
		_exit(126);
	_exit(127);
}

/* "/bin/sh" PATH ARGUMENTS...; the array is malloc's. */
static char **shell_argv(const char *path, char *const argv[])
{
	size_t n = 0;
	char **out;

	while (argv[n])
		n++;
	out = xcalloc(n + 2, sizeof(*out));
	out[0] = (char *)"/bin/sh";
	out[1] = (char *)path;
	for (size_t i = 1; i < n; i++)
		out[i + 1] = argv[i];
	return out;
}

static int seize(pid_t pid, struct err *e)
{
	long options = PTRACE_O_EXITKILL | PTRACE_O_TRACEEXEC |
		       PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK |
		       PTRACE_O_TRACECLONE;

	if (!ptrace(PTRACE_SEIZE, pid, 0, options))
		return 0;
	return err_sys(e, -errno, "cannot hold the command at its start: "
		       "ptrace is refused here");
}

/*
 * A command with capabilities of its file cannot be taken by its own user, and
 * a child could not by us. No other process gains by it: one without our
 * capabilities is refused.
 */
static pid_t fork_for_tracing(void)
{
	int before = prctl(PR_GET_DUMPABLE, 0, 0, 0, 0);
	pid_t pid;

	prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
	pid = fork();
	if (pid && before != 1)
		prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
	return pid;
}

int ptrace_start(const char *path, char *const argv[],
		 const struct launch_user *user, pid_t *pid, int *report,
		 struct err *e)
{
	int gate[2], back[2], ret;
	char **sh_argv;

	if (pipe2(gate, O_CLOEXEC))
		return err_sys(e, -errno, "cannot make a pipe");
	if (pipe2(back, O_CLOEXEC)) {
		ret = err_sys(e, -errno, "cannot make a pipe");
		close(gate[0]);
		close(gate[1]);
		return ret;
	}
	sh_argv = shell_argv(path, argv);
	*pid = fork_for_tracing();
	if (!*pid) {
		close(gate[1]);
		child_main(path, argv, sh_argv, user, gate[0], back[1]);
	}
	ret = *pid < 0 ? err_sys(e, -errno, "cannot start a process") :
			 seize(*pid, e);
	free(sh_argv);
	close(gate[0]);
	close(back[1]);
	if (!ret && write(gate[1], "", 1) != 1)
		ret = err_sys(e, -errno, "cannot start a process");
	close(gate[1]);		/* unwritten: the child ends */
	*report = back[0];
	if (ret) {
		close(back[0]);
		if (*pid > 0)
			while (waitpid(*pid, NULL, 0) < 0 && errno == EINTR)
				;
	}
	return ret;
}

int ptrace_exec_error(int report)
{
	int code;

	return read(report, &code, sizeof(code)) == sizeof(code) ? code : 0;
}

int ptrace_wait(pid_t pid, int *status)
{
	while (waitpid(pid, status, __WALL) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

int ptrace_continue(pid_t pid, int signal)
{
	return ptrace(PTRACE_CONT, pid, 0, (long)signal) ? -errno : 0;
}

int ptrace_listen(pid_t pid)
{
	return ptrace(PTRACE_LISTEN, pid, 0, 0) ? -errno : 0;
}

int ptrace_detach(pid_t pid)
{
	return ptrace(PTRACE_DETACH, pid, 0, 0) ? -errno : 0;
}

int ptrace_child(pid_t pid, pid_t *child)
{
	unsigned long message;

	if (ptrace(PTRACE_GETEVENTMSG, pid, 0, &message))
		return -errno;
	*child = (pid_t)message;
	return 0;
}

/* The register set starts as the kernel's struct pt_regs does. */
static int get_regs(pid_t pid, uint8_t regs[REGS_MAX], size_t *len)
{
	struct iovec io = { regs, REGS_MAX };

	if (ptrace(PTRACE_GETREGSET, pid, NT_PRSTATUS, &io))
		return -errno;
	*len = io.iov_len;
	return *len >= arch_native()->pc_offset + sizeof(uint64_t) ? 0 : -EIO;
}

int ptrace_get_pc(pid_t pid, uint64_t *pc)
{
	uint8_t regs[REGS_MAX];
	size_t len;
	int ret = get_regs(pid, regs, &len);

	if (!ret)
		memcpy(pc, regs + arch_native()->pc_offset, sizeof(*pc));
	return ret;
}

int ptrace_set_pc(pid_t pid, uint64_t pc)
{
	uint8_t regs[REGS_MAX];
	struct iovec io = { regs, 0 };
	int ret = get_regs(pid, regs, &io.iov_len);

	if (ret)
		return ret;
	memcpy(regs + arch_native()->pc_offset, &pc, sizeof(pc));
	return ptrace(PTRACE_SETREGSET, pid, NT_PRSTATUS, &io) ? -errno : 0;
}

int ptrace_patch(pid_t pid, uint64_t address, const uint8_t *bytes, size_t n,
		 uint8_t *old)
{
	/* A word that is aligned never crosses into a page that is not there;
	 * a breakpoint never crosses a word. */
	uint64_t base = address & ~(uint64_t)(sizeof(long) - 1);
	size_t at = (size_t)(address - base);
	uint8_t word[sizeof(long)];
	long value;

	if (at + n > sizeof(word))
		return -EINVAL;
	errno = 0;
	value = ptrace(PTRACE_PEEKTEXT, pid, base, 0);
	if (errno)
		return -errno;
	memcpy(word, &value, sizeof(word));
	if (old)
		memcpy(old, word + at, n);
	memcpy(word + at, bytes, n);
	memcpy(&value, word, sizeof(word));
	return ptrace(PTRACE_POKETEXT, pid, base, value) ? -errno : 0;
}
