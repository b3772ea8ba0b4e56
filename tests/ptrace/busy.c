/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program that is always busy at its probes: busy [-t THREADS] [-s] [-f]
 *	-t N	in so many threads (2)
 *	-s	threads end after a thousand rounds, others take their place
 *	-f	now and then a child fires probes, too, and must end well
 * It writes a line when it is ready. SIGUSR1 has it say whether a probe is
 * enabled; SIGTERM ends it with status 0, or 1 when a child or a wait was not as
 * it should.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "target.h"

static volatile sig_atomic_t wants_end;
static int short_lived, forks, failed;

static __attribute__((noinline)) int add(int a, int b)
{
	__asm__ volatile("");
	return a + b;
}

static void rounds(int n)
{
	for (int i = 0; i < n; i++) {
		if (TARGET_ROUND_ENABLED())
			TARGET_ROUND(i, "a name", (uint8_t)i);
		TARGET_WORK_START(add(i, 1));
		TARGET_WORK_DONE(i, -i);
	}
}

static void one_child(void)
{
	int status;
	pid_t pid = fork();

	if (!pid) {
		rounds(50);
		_exit(7);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid ||
	    !WIFEXITED(status) || WEXITSTATUS(status) != 7) {
		fprintf(stderr, "child %d: status %x\n", (int)pid, status);
		failed = 1;
	}
}

static void *worker(void *data)
{
	const struct timespec nap = { .tv_nsec = 50000 };

	do {
		rounds(20);
		nanosleep(&nap, NULL);
		if (forks && data)
			one_child();
	} while (!wants_end && !short_lived);
	rounds(short_lived ? 200 : 0);
	return NULL;
}

/* Threads that come and go. */
static void *keeper(void *data)
{
	while (!wants_end) {
		pthread_t t;

		if (pthread_create(&t, NULL, worker, data) ||
		    pthread_join(t, NULL))
			failed = 1;
	}
	return NULL;
}

static void end(int signal)
{
	(void)signal;
	wants_end = 1;
}

int main(int argc, char **argv)
{
	int n = 2, c;
	pthread_t threads[256];
	sigset_t set;

	while ((c = getopt(argc, argv, "t:sf")) != -1)
		switch (c) {
		case 't': n = atoi(optarg) % 256; break;
		case 's': short_lived = 1; break;
		case 'f': forks = 1; break;
		}
	signal(SIGTERM, end);
	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigaddset(&set, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	for (long i = 0; i < n; i++)
		pthread_create(&threads[i], NULL, short_lived ? keeper : worker,
			       (void *)(i == 0 ? 1L : 0L));
	puts("ready");
	fflush(stdout);
	for (;;) {
		int signal;

		sigwait(&set, &signal);
		if (signal == SIGTERM)
			break;
		puts(TARGET_ROUND_ENABLED() ? "enabled" : "not enabled");
		fflush(stdout);
	}
	wants_end = 1;
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	return failed;
}
