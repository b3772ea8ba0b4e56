/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fire one probe COUNT times (default 1,000,000), ROUNDS times over (5), and
 * print the least ns a firing took.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "bench.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	long count = argc > 1 ? atol(argv[1]) : 1000000;
	int rounds = argc > 2 ? atoi(argv[2]) : 5;
	double least = 0;

	for (int r = 0; r < rounds; r++) {
		double start = now(), ns;

		for (long i = 0; i < count; i++)
			BENCH_FIRE(i, "a string of some length");
		ns = (now() - start) / (double)count;
		if (!r || ns < least)
			least = ns;
	}
	printf("%.1f\n", least);
	return 0;
}
