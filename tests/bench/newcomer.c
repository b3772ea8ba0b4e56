/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Prints how long a program runs until its probe is enabled, in ms:
 *
 *	newcomer PROGRAM	runs the copy PROGRAM; behind its time, how long
 *				it took from fork to end
 *	newcomer		is the copy
 */
#include <stdio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

static double now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int wait_enabled(void)
{
	double start = now_ms();
	struct timespec nap = { 0, 50000 };

	while (!BENCH_FIRE_ENABLED() && now_ms() - start < 5000)
		nanosleep(&nap, NULL);
	printf("%.2f", now_ms() - start);
	BENCH_FIRE(1, "text");
	return 0;
}

int main(int argc, char **argv)
{
	double start = now_ms();
	pid_t child;

	if (argc == 1)
		return wait_enabled();
	child = fork();
	if (!child) {
		execl(argv[1], argv[1], (char *)NULL);
		_exit(127);
	}
	waitpid(child, NULL, 0);
	printf(" %.2f\n", now_ms() - start);
	return 0;
}
