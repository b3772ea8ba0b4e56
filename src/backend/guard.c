/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/guard.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
#include <bpf/bpf.h>

#include "base/bug.h"

struct guard {
	int stopped;		/* the map */
	int gate;		/* its end tells that we are gone */
};

static uint64_t now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

/* Let go who was stopped before that time. */
static void let_go(int stopped, uint64_t before)
{
	uint32_t key, next, *last = NULL;
	uint64_t since;

	while (!bpf_map_get_next_key(stopped, last, &next)) {
		if (!bpf_map_lookup_elem(stopped, &next, &since) &&
		    since < before) {
			bpf_map_delete_elem(stopped, &next);
			kill((pid_t)next, SIGCONT);
			last = NULL;
			continue;
		}
		key = next;
		last = &key;
	}
}

/* Only what the guard needs: what the tracer holds must end with it. */
static void keep_two(int a, int b)
{
	int null = open("/dev/null", O_RDWR);

	a = fcntl(a, F_DUPFD, 5);
	b = fcntl(b, F_DUPFD, 5);
	for (int i = 0; i < 3; i++)
		dup2(null, i);
	dup2(a, 3);
	dup2(b, 4);
	syscall(SYS_close_range, 5, ~0u, 0);
}

static _Noreturn void guard_main(pid_t tracer, int stopped, int gate, int ms)
{
	struct pollfd end = { .fd = 4, .events = POLLIN };
	sigset_t all;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, NULL);
	setsid();
	prctl(PR_SET_NAME, "dtrace-guard");
	keep_two(stopped, gate);
	while (!poll(&end, 1, ms / 4))
		let_go(3, now_ns() - (uint64_t)ms * 1000000);
	/* its programs are off when it is gone, and one may just run */
	while (getppid() == tracer)
		poll(NULL, 0, 1);
	for (int i = 0; i < 20; i++) {
		let_go(3, UINT64_MAX);
		poll(NULL, 0, 10);
	}
	_exit(0);
}

int guard_new(struct guard **out, int stopped, int ms, struct err *e)
{
	pid_t tracer = getpid(), pid;
	int gate[2];

	if (pipe2(gate, O_CLOEXEC))
		return err_sys(e, -errno, "cannot make a pipe");
	pid = fork();
	if (!pid) {
		close(gate[1]);
		guard_main(tracer, stopped, gate[0], ms);
	}
	close(gate[0]);
	if (pid < 0) {
		close(gate[1]);
		return err_sys(e, -errno, "cannot start a process");
	}
	*out = xcalloc(1, sizeof(**out));
	**out = (struct guard){ stopped, gate[1] };
	return 0;
}

void guard_free(struct guard *g)
{
	if (!g)
		return;
	let_go(g->stopped, UINT64_MAX);
	close(g->gate);
	free(g);
}
