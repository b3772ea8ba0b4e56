/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A command is traced for the few milliseconds from exec to its entry point.
 * Until then it may do anything, for constructors of libraries run before:
 * end, stop, fork, start threads, execute another program. Each of those is a
 * stop of the tracee, handled by one function below.
 */
#include "proc/launch.h"

#include <elf.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "arch/arch.h"
#include "base/arena.h"
#include "proc/impl.h"
#include "proc/ptrace.h"
#include "proc/words.h"

struct launch {
	struct arena arena;
	char **words;
	const char *path;	/* of the program */
	pid_t pid;
	int report;		/* see ptrace_start() */
	bool has_breakpoint;
	uint64_t entry;
	uint8_t old[8];		/* what the breakpoint stands on */
};

/* ---- which program --------------------------------------------------- */

static bool is_program(const char *path, int *why)
{
	struct stat st;

	if (stat(path, &st)) {
		*why = *why == EACCES ? EACCES : errno;
		return false;
	}
	if (S_ISREG(st.st_mode) && !access(path, X_OK))
		return true;
	*why = S_ISDIR(st.st_mode) && strchr(path, '/') ? EISDIR : EACCES;
	return false;
}

static int find_program(struct launch *l, struct err *e)
{
	const char *name = l->words[0];
	const char *path = getenv("PATH");
	int why = ENOENT;

	if (strchr(name, '/')) {
		l->path = name;
		return is_program(name, &why) ? 0 :
			err_sys(e, -why, "cannot run '%s'", name);
	}
	if (!path)
		path = "/usr/bin:/bin";
	for (const char *p = path; *name; p++) {
		size_t len = strcspn(p, ":");

		l->path = arena_printf(&l->arena, "%.*s%s%s", (int)len, p,
				       len ? "/" : "./", name);
		if (is_program(l->path, &why))
			return 0;
		p += len;
		if (!*p)
			break;
	}
	if (why == EACCES)
		return err_set(e, -EACCES, "cannot run '%s': the one in PATH "
			       "is not an executable file", name);
	return err_set(e, -ENOENT, "cannot run '%s': there is no such program "
		       "in PATH", name);
}

/* ---- from exec to the entry point ------------------------------------ */

static int set_breakpoint(struct launch *l)
{
	const struct arch *arch = arch_native();
	int ret;

	l->entry = proc_auxv(l->pid, AT_ENTRY);
	if (!l->entry)		/* a 32-bit program: as far as we get */
		return -ENOTSUP;
	ret = ptrace_patch(l->pid, l->entry, arch->trap, arch->trap_len,
			   l->old);
	l->has_breakpoint = !ret;
	return ret;
}

/* Is it stopped by our breakpoint? Some processors step over it first. */
static bool at_breakpoint(struct launch *l, int signal)
{
	uint64_t pc;

	return l->has_breakpoint && signal == SIGTRAP &&
	       !ptrace_get_pc(l->pid, &pc) &&
	       (pc == l->entry || pc == l->entry + arch_native()->trap_len);
}

static int remove_breakpoint(struct launch *l)
{
	int ret = ptrace_patch(l->pid, l->entry, l->old,
			       arch_native()->trap_len, NULL);

	return ret ? ret : ptrace_set_pc(l->pid, l->entry);
}

/* A new process has a copy of our breakpoint, and is not for us. */
static void free_forked(struct launch *l, int event)
{
	pid_t child;
	int status;

	if (ptrace_child(l->pid, &child) || ptrace_wait(child, &status) ||
	    !WIFSTOPPED(status))
		return;
	/* vfork and threads share the memory, and will not get there. */
	if (event == PTRACE_EVENT_FORK && l->has_breakpoint)
		ptrace_patch(child, l->entry, l->old, arch_native()->trap_len,
			     NULL);
	ptrace_detach(child);
}

enum progress { GOES_ON, IS_THERE };

/* One stop; a negative errno when it was killed right then. */
static int handle_stop(struct launch *l, int status)
{
	int event = status >> 16, signal = WSTOPSIG(status), ret;

	switch (event) {
	case PTRACE_EVENT_EXEC:
		ret = set_breakpoint(l);
		if (ret == -ENOTSUP)
			return IS_THERE;
		return ret ? ret : ptrace_continue(l->pid, 0);
	case PTRACE_EVENT_FORK:
	case PTRACE_EVENT_VFORK:
	case PTRACE_EVENT_CLONE:
		free_forked(l, event);
		return ptrace_continue(l->pid, 0);
	case PTRACE_EVENT_STOP:
		return signal == SIGTRAP ? ptrace_continue(l->pid, 0) :
					   ptrace_listen(l->pid);
	default:
		if (!at_breakpoint(l, signal))
			return ptrace_continue(l->pid, signal);
		ret = remove_breakpoint(l);
		return ret ? ret : IS_THERE;
	}
}

static int ended_early(struct launch *l, int status, struct err *e)
{
	int code = ptrace_exec_error(l->report);

	if (code == ENOENT)	/* it was there when we looked */
		return err_set(e, -code, "cannot run '%s': the interpreter "
			       "that it wants (#! line, dynamic linker) does "
			       "not exist", l->path);
	if (code)
		return err_sys(e, -code, "cannot run '%s'", l->path);
	if (WIFSIGNALED(status))
		return err_set(e, -ECHILD, "'%s' was ended by signal %d (%s) "
			       "before its program started", l->words[0],
			       WTERMSIG(status), strsignal(WTERMSIG(status)));
	return err_set(e, -ECHILD, "'%s' ended with status %d before its "
		       "program started", l->words[0], WEXITSTATUS(status));
}

static void give_up(struct launch *l)
{
	int status;

	kill(l->pid, SIGKILL);
	while (!ptrace_wait(l->pid, &status) && WIFSTOPPED(status))
		;
}

static int run_to_entry(struct launch *l, struct err *e)
{
	for (;;) {
		int status, ret = ptrace_wait(l->pid, &status);

		if (ret)
			return err_sys(e, ret, "cannot wait for '%s'",
				       l->words[0]);
		if (!WIFSTOPPED(status))
			return ended_early(l, status, e);
		ret = handle_stop(l, status);
		if (ret == IS_THERE)
			return 0;
		/* -ESRCH: killed; the next wait tells how. */
		if (ret < 0 && ret != -ESRCH) {
			err_sys(e, ret, "cannot hold '%s' at its start",
				l->words[0]);
			give_up(l);
			return ret;
		}
	}
}

static int launch(struct launch *l, const struct launch_user *user,
		  struct proc **out, struct err *e)
{
	int ret = find_program(l, e);

	if (!ret)
		ret = ptrace_start(l->path, l->words, user, &l->pid,
				   &l->report, e);
	if (ret)
		return ret;
	ret = run_to_entry(l, e);
	close(l->report);
	if (ret)
		return ret;
	ret = proc_new(l->pid, out, e);
	if (ret) {
		give_up(l);
		return ret;
	}
	(*out)->is_child = true;
	(*out)->is_stopped = true;
	return 0;
}

int proc_launch(const char *command, const struct launch_user *user,
		struct proc **out, struct err *e)
{
	struct launch l = { .pid = -1 };
	int ret;

	arena_init(&l.arena);
	ret = words_split(&l.arena, command, &l.words, e);
	if (!ret)
		ret = launch(&l, user, out, e);
	arena_release(&l.arena);
	return ret;
}

void proc_hand_over(struct proc *p)
{
	p->is_stopped = false;
	p->is_elsewhere = true;
}

void proc_let_go(struct proc *p)
{
	p->is_child = false;
}

int proc_resume(struct proc *p, struct err *e)
{
	int ret = p->is_stopped ? ptrace_detach(p->pid) : 0;

	p->is_stopped = false;
	if (ret && ret != -ESRCH)
		return err_sys(e, ret, "cannot let process %d go", p->pid);
	return 0;
}
