/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A program to be traced: target [OPTION] [ROUNDS]
 *	-w	wait for a line on standard input before the first round, and
 *		for end of file after the last
 *	-e	wait, 20 s at most, until a probe is enabled
 *	-d	before the first round wait, 20 s at most, until it is not
 *	-s	say how often a probe was enabled
 *	-t N	do the rounds in N threads
 *	-x	after the rounds exec itself without -x
 *	-f N	do the rounds in N children, one after the other
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "target.h"

#define FAR 1048576

/* a page of its own, far from all that is touched */
static const char far_text[3 * FAR] __attribute__((aligned(4096))) = {
	[FAR] = 'u', 'n', 't', 'o', 'u', 'c', 'h', 'e', 'd', ' ', 't', 'e',
	'x', 't',
};

static long rounds = 10;
static long enabled;

static __attribute__((noinline)) void work(int i)
{
	TARGET_WORK_START(i);
	TARGET_WORK_DONE(i, -(int64_t)i);
}

static void *run(void *unused)
{
	for (long i = 0; i < rounds; i++) {
		enabled += TARGET_ROUND_ENABLED();
		TARGET_ROUND((int)i, "a name", (uint8_t)(i / 2));
		work((int)i);
	}
	return unused;
}

static void run_threads(int n)
{
	pthread_t threads[64];

	for (int i = 0; i < n; i++)
		pthread_create(&threads[i], NULL, run, NULL);
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
}

static void run_children(int n)
{
	for (int i = 0; i < n; i++) {
		pid_t pid = fork();

		if (!pid) {
			run(NULL);
			_exit(0);
		}
		waitpid(pid, NULL, 0);
	}
}

static void wait_line(void)
{
	int c;

	while ((c = getchar()) != EOF && c != '\n')
		;
}

static void wait_enabled(int wanted)
{
	for (int i = 0; i < 2000 && !!TARGET_ROUND_ENABLED() != wanted; i++)
		usleep(10000);
}

int main(int argc, char **argv)
{
	int c, threads = 0, children = 0;
	int waits = 0, waits_off = 0, says = 0, execs = 0;

	while ((c = getopt(argc, argv, "wedsxt:f:")) != -1) {
		switch (c) {
		case 'w': waits = 1; break;
		case 'e': wait_enabled(1); break;
		case 'd': waits_off = 1; break;
		case 's': says = 1; break;
		case 'x': execs = 1; break;
		case 't': threads = atoi(optarg) % 65; break;
		case 'f': children = atoi(optarg); break;
		default: return 2;
		}
	}
	if (optind < argc)
		rounds = atol(argv[optind]);
	if (waits)
		wait_line();
	if (waits_off)
		wait_enabled(0);
	TARGET_UNTOUCHED((char *)far_text + FAR);
	TARGET_BAD_POINTER((char *)1);
	if (threads)
		run_threads(threads);
	else if (children)
		run_children(children);
	else
		run(NULL);
	if (says) {
		printf("enabled %ld\n", enabled);
		fflush(stdout);
	}
	if (execs)
		execl("/proc/self/exe", argv[0], argv[optind], NULL);
	if (waits)
		wait_line();
	return 0;
}
