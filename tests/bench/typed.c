/* SPDX-License-Identifier: BSD-2-Clause */
/* As fire.c, with a struct for an argument. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct item { int number; struct item *next; char name[16]; };

#include "typed.h"

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

int main(int argc, char **argv)
{
	struct item second = { 2, NULL, "second" };
	struct item first = { 1, &second, "first" };
	long count = argc > 1 ? atol(argv[1]) : 300000;
	double least = 0;

	for (int r = 0; r < 5; r++) {
		double start = now(), ns;

		for (long i = 0; i < count; i++)
			TYPED_FIRE(&first);
		ns = (now() - start) / (double)count;
		if (!r || ns < least)
			least = ns;
	}
	printf("%.1f\n", least);
	return 0;
}
