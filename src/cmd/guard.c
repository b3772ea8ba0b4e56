/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/guard.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cmd/say.h"

static pid_t guard;		/* in the second process: the first */

/* What may ask the command to end. */
static const int passed[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

#define NPASSED (sizeof(passed) / sizeof(*passed))

/* From the terminal all processes of the command have got it already. */
static void pass_on(const siginfo_t *info, pid_t worker)
{
	if (info->si_code <= 0)
		kill(worker, info->si_signo);
}

/*
 * Such a signal ends it before it has set breakpoints, later it watches for
 * them: then the command ends by it, too.
 */
static void end_alike(int signo)
{
	sigset_t set;

	for (size_t i = 0; i < NPASSED; i++) {
		if (passed[i] != signo)
			continue;
		sigemptyset(&set);
		sigaddset(&set, signo);
		sigprocmask(SIG_UNBLOCK, &set, NULL);
		raise(signo);
	}
}

static int status_of(int status)
{
	if (WIFEXITED(status))
		return WEXITSTATUS(status);
	end_alike(WTERMSIG(status));
	say("the tracing process was ended by signal %d (%s): breakpoints may "
	    "be left in what it traced", WTERMSIG(status),
	    strsignal(WTERMSIG(status)));
	return 1;
}

static _Noreturn void watch(pid_t worker, const sigset_t *set)
{
	for (;;) {
		siginfo_t info;
		int status;

		if (waitpid(worker, &status, WNOHANG) == worker)
			_exit(status_of(status));
		if (sigwaitinfo(set, &info) > 0 && info.si_signo != SIGCHLD)
			pass_on(&info, worker);
	}
}

/* Who is stopped at the terminal must not stop what is traced. */
static void be_worker(const sigset_t *before)
{
	sigset_t set = *before;

	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_SETMASK, &set, NULL);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (guard_is_gone())
		raise(SIGTERM);
}

int guard_start(struct err *e)
{
	pid_t self = getpid(), worker;
	sigset_t set, before;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < NPASSED; i++)
		sigaddset(&set, passed[i]);
	sigprocmask(SIG_BLOCK, &set, &before);
	worker = fork();
	if (worker > 0)
		watch(worker, &set);
	if (worker < 0) {
		sigprocmask(SIG_SETMASK, &before, NULL);
		return err_sys(e, -errno, "cannot start a process");
	}
	guard = self;
	be_worker(&before);
	return 0;
}

bool guard_is_gone(void)
{
	return guard && getppid() != guard;
}
