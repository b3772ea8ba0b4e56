/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fire one probe below 30 functions, 150 times in a row, ROUNDS times over
 * (20) with a pause for the tracer to read in between, and print the least ns
 * that a firing took. Build it without frame pointers.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "bench.h"

#define IN_A_ROW 150

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

__attribute__((noinline, noclone)) static double below(int depth)
{
	volatile double ns;

	if (depth) {
		ns = below(depth - 1);
		return ns;
	}
	ns = now();
	for (long i = 0; i < IN_A_ROW; i++)
		BENCH_FIRE(i, "a string of some length");
	return (now() - ns) / IN_A_ROW;
}

int main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 20;
	double least = 0;

	for (int r = 0; r < rounds; r++) {
		double ns = below(29);

		if (!r || ns < least)
			least = ns;
		usleep(100000);
	}
	printf("%.1f\n", least);
	return 0;
}
