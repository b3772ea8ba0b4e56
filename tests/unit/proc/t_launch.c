/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commands held at their entry point. This program is also the command: what
 * it does is said by its first argument, or, before its entry point, by what a
 * constructor finds in the environment.
 */
#include <stdarg.h>
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/bug.h"
#include "base/file.h"
#include "proc/launch.h"
#include "proc/maps.h"
#include "proc/proc.h"

static char self[4096];

static struct proc *launch(const char *fmt, const char *arg)
{
	char *command = xasprintf("'%s' %s %s", self, fmt, arg);
	struct err e = ERR_INIT;
	struct proc *p = NULL;

	if (proc_launch(command, NULL, &p, &e))
		fail_msg("%s: %s", command, e.text);
	free(command);
	return p;
}

/* Wait until it has ended. */
static struct proc_end wait_end(struct proc *p)
{
	struct pollfd fd = { .fd = proc_fd(p), .events = POLLIN };
	struct proc_end end;

	assert_int_equal(poll(&fd, 1, 10000), 1);
	assert_true(proc_ended(p, &end));
	return end;
}

static char *proc_text(pid_t pid, const char *what)
{
	char *path = xasprintf("/proc/%d/%s", pid, what);
	struct buf text = BUF_INIT;
	struct err e = ERR_INIT;

	if (file_read(path, 65536, &text, &e))
		fail_msg("%s", e.text);
	free(path);
	return buf_detach(&text);
}

static size_t count_mappings(pid_t pid)
{
	struct err e = ERR_INIT;
	struct mapping one;
	struct maps m;
	size_t n = 0;

	assert_int_equal(maps_open(&m, pid, 0, &e), 0);
	while (maps_next(&m, &one, &e) > 0)
		n++;
	maps_close(&m);
	return n;
}

static void held_then_free(void **state)
{
	struct proc *p = launch("exit", "7");
	struct err e = ERR_INIT;
	struct proc_end end;
	char *status;

	(void)state;
	assert_false(proc_ended(p, &end));
	/* itself, the dynamic linker, libc at least */
	assert_true(count_mappings(proc_pid(p)) >= 3);
	assert_int_equal(proc_resume(p, &e), 0);
	end = wait_end(p);
	assert_true(end.is_known);
	assert_int_equal(end.status, 7);
	assert_int_equal(end.signal, 0);
	proc_free(p);

	p = launch("pause", "");
	assert_int_equal(proc_resume(p, &e), 0);
	status = proc_text(proc_pid(p), "status");
	assert_non_null(strstr(status, "TracerPid:\t0\n"));
	free(status);
	kill(proc_pid(p), SIGTERM);
	end = wait_end(p);
	assert_int_equal(end.signal, SIGTERM);
	proc_free(p);
}

static void ends_with_us(void **state)
{
	struct err e = ERR_INIT;
	struct proc *p = launch("pause", "");
	pid_t held = proc_pid(p), running;

	(void)state;
	proc_free(p);
	assert_int_equal(kill(held, 0), -1);
	p = launch("pause", "");
	running = proc_pid(p);
	assert_int_equal(proc_resume(p, &e), 0);
	proc_free(p);
	assert_int_equal(kill(running, 0), -1);
}

static void killed_while_held(void **state)
{
	struct proc *p = launch("pause", "");
	struct err e = ERR_INIT;
	struct proc_end end;

	(void)state;
	kill(proc_pid(p), SIGKILL);
	assert_int_equal(proc_resume(p, &e), 0);
	end = wait_end(p);
	assert_int_equal(end.signal, SIGKILL);
	proc_free(p);
}

/* Its code is as it was: a second copy of it in the same state runs. */
static void forks_and_executes(void **state)
{
	struct err e = ERR_INIT;
	struct proc *p = launch("fork", "");

	(void)state;
	assert_int_equal(proc_resume(p, &e), 0);
	assert_int_equal(wait_end(p).status, 5);
	proc_free(p);
	p = launch("exec", "");
	assert_int_equal(proc_resume(p, &e), 0);
	assert_int_equal(wait_end(p).status, 9);
	proc_free(p);
}

static void before_entry(void **state)
{
	static const struct {
		const char *what;
		int status;
	} tests[] = {
		{ "fork", 3 },	/* the child passes the entry */
		{ "exec", 3 }, { "signal", 3 }, { "stop", 3 },
		{ "exec-then-fork", 3 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		struct err e = ERR_INIT;
		struct proc *p;

		setenv("T_LAUNCH_EARLY", tests[i].what, 1);
		p = launch("exit", "3");
		unsetenv("T_LAUNCH_EARLY");
		assert_int_equal(proc_resume(p, &e), 0);
		assert_int_equal(wait_end(p).status, tests[i].status);
		proc_free(p);
	}
}

static void dies_early(void **state)
{
	char *command = xasprintf("'%s' exit 3", self);
	struct err e = ERR_INIT;
	struct proc *p;

	(void)state;
	setenv("T_LAUNCH_EARLY", "die", 1);
	assert_int_equal(proc_launch(command, NULL, &p, &e), -ECHILD);
	assert_non_null(strstr(e.text, "ended with status 44 before"));
	setenv("T_LAUNCH_EARLY", "abort", 1);
	assert_int_equal(proc_launch(command, NULL, &p, &e), -ECHILD);
	assert_non_null(strstr(e.text, "signal 9"));
	unsetenv("T_LAUNCH_EARLY");
	free(command);
	assert_int_equal(proc_launch("/nowhere", NULL, &p, &e), -ENOENT);
	assert_int_equal(proc_launch("/", NULL, &p, &e), -EISDIR);
	assert_int_equal(proc_launch("", NULL, &p, &e), -EINVAL);
	/* none of them left a child */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void as_another_user(void **state)
{
	const struct launch_user nobody = { .uid = 65534, .gid = 65534 };
	struct err e = ERR_INIT;
	struct proc *p;
	char *status;

	(void)state;
	if (geteuid() != 0)
		skip();
	if (proc_launch("sleep 100", &nobody, &p, &e))
		fail_msg("%s", e.text);
	assert_int_equal(proc_resume(p, &e), 0);
	status = proc_text(proc_pid(p), "status");
	assert_non_null(strstr(status, "Uid:\t65534\t65534\t65534\t65534\n"));
	assert_non_null(strstr(status, "Groups:\t65534 \n"));
	free(status);
	proc_free(p);
}

/* In a PID name space 2 is a process like any other. */
static bool is_kthreadd(pid_t pid)
{
	char *path = xasprintf("/proc/%d/comm", (int)pid);
	struct buf name = BUF_INIT;
	struct err e = ERR_INIT;
	bool is = !file_read(path, 64, &name, &e) &&
		  !strcmp(buf_str(&name), "kthreadd\n");

	buf_release(&name);
	free(path);
	return is;
}

static void grabs(void **state)
{
	struct err e = ERR_INIT;
	struct proc_end end;
	struct proc *p;
	pid_t pid = fork();

	(void)state;
	if (!pid)
		for (;;)
			pause();
	assert_int_equal(proc_grab(pid, &p, &e), 0);
	assert_false(proc_ended(p, &end));
	proc_free(p);
	assert_int_equal(kill(pid, 0), 0);	/* it goes on */
	assert_int_equal(proc_grab(pid, &p, &e), 0);
	kill(pid, SIGKILL);
	end = wait_end(p);
	assert_false(end.is_known);
	proc_free(p);
	/* not collected yet, then gone */
	assert_int_equal(proc_grab(pid, &p, &e), -ESRCH);
	waitpid(pid, NULL, 0);
	assert_int_equal(proc_grab(pid, &p, &e), -ESRCH);
	if (is_kthreadd(2))
		assert_int_equal(proc_grab(2, &p, &e), -EINVAL);
	assert_true(proc_grab(-1, &p, &e) < 0);
	assert_true(proc_grab(0, &p, &e) < 0);
}

static int find_self(void *data, pid_t pid)
{
	(void)data;
	return pid == getpid() ? 77 : 0;
}

static void all_processes(void **state)
{
	struct err e = ERR_INIT;

	(void)state;
	assert_int_equal(proc_each(find_self, NULL, &e), 77);
}

/* ---- the command ------------------------------------------------------- */

#define EARLY "T_LAUNCH_EARLY="

static void reexec(const char *early)
{
	const char *const argv[] = { "t_launch", "exit", "3", NULL };
	const char *const envp[] = { early, NULL };

	execve("/proc/self/exe", (char **)argv, (char **)envp);
	_exit(99);
}

/* Runs in the dynamic linker, where libc has no environment yet. */
static void early(int argc, char **argv, char **envp)
{
	const char *what = NULL;
	int status;

	(void)argc;
	(void)argv;
	for (; *envp; envp++)
		if (!strncmp(*envp, EARLY, strlen(EARLY)))
			what = *envp + strlen(EARLY);
	if (!what)
		return;
	if (!strcmp(what, "die"))
		_exit(44);
	if (!strcmp(what, "abort"))
		kill(getpid(), SIGKILL);
	if (!strcmp(what, "exec"))
		reexec(NULL);
	if (!strcmp(what, "exec-then-fork"))
		reexec(EARLY "fork");
	if (!strcmp(what, "signal")) {
		signal(SIGUSR1, SIG_IGN);
		raise(SIGUSR1);
	}
	if (!strcmp(what, "stop")) {
		pid_t waker = fork();

		if (!waker) {
			usleep(50000);
			kill(getppid(), SIGCONT);
			_exit(0);
		}
		raise(SIGSTOP);
		waitpid(waker, NULL, 0);
	}
	if (!strcmp(what, "fork")) {
		pid_t child = fork();

		/* The child goes on to the entry point, and exits with 3. */
		if (child && (waitpid(child, &status, 0) != child ||
			      !WIFEXITED(status) || WEXITSTATUS(status) != 3))
			_exit(88);
	}
}

/* Before all constructors, thus before the entry point. */
__attribute__((section(".preinit_array"), used))
static void (*const early_pointer)(int, char **, char **) = early;

static int command(char **argv)
{
	int status;

	if (!strcmp(argv[1], "exit"))
		return atoi(argv[2]);
	if (!strcmp(argv[1], "fork")) {
		if (!fork())
			_exit(5);
		wait(&status);
		return WEXITSTATUS(status);
	}
	if (!strcmp(argv[1], "exec"))
		execl("/proc/self/exe", self, "exit", "9", (char *)NULL);
	pause();
	return 0;
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(held_then_free),
		cmocka_unit_test(ends_with_us),
		cmocka_unit_test(killed_while_held),
		cmocka_unit_test(forks_and_executes),
		cmocka_unit_test(before_entry),
		cmocka_unit_test(dies_early),
		cmocka_unit_test(as_another_user),
		cmocka_unit_test(grabs),
		cmocka_unit_test(all_processes),
	};

	if (argc > 1)
		return command(argv);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
