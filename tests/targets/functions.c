/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Functions to trace with the pid provider: functions [-t] N calls each of them
 * N times; with -t in four threads; without N it waits for a line first, then
 * calls each once. Each call's result is checked: tracing must not change it.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CALLED __attribute__((noinline, noclone, noipa))

CALLED long ten(long a, long b, long c, long d, long e, long f, long g, long h,
		long i, long j)
{
	return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h +
	       9 * i + 10 * j;
}

CALLED long factorial(int n)
{
	long smaller = n < 2 ? 1 : factorial(n - 1);

	__asm__ volatile("" : "+r"(smaller));	/* no loop instead */
	return n < 2 ? 1 : n * smaller;
}

CALLED size_t greet(const char *name)
{
	return strlen(name);
}

static int rounds = 1;

static void *work(void *data)
{
	for (int i = 0; i < rounds; i++)
		if (ten(1, 2, 3, 4, 5, 6, 7, 8, 9, -10) != 185 ||
		    factorial(5) != 120 || greet("somebody") != 8)
			abort();
	return data;
}

int main(int argc, char **argv)
{
	int threads = argc > 1 && !strcmp(argv[1], "-t") ? 4 : 1;
	pthread_t t[4];

	if (argc > 1)
		rounds = atoi(argv[argc - 1]);
	else
		getchar();
	for (int i = 1; i < threads; i++)
		pthread_create(&t[i], NULL, work, NULL);
	work(NULL);
	for (int i = 1; i < threads; i++)
		pthread_join(t[i], NULL);
	return 0;
}
