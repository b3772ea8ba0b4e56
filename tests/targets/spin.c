/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * To be sampled: spin MILLISECONDS
 * All of its CPU time is spent in inner(), which a function that qsort() of libc
 * calls has called.
 */
#include <stdlib.h>
#include <time.h>

#define OWN __attribute__((noinline, noclone))
#define NUMBERS 64

static volatile unsigned long counter;

OWN void inner(void)
{
	for (int i = 0; i < 1000; i++)
		counter++;
}

OWN int compare(const void *a, const void *b)
{
	inner();
	return *(const int *)a - *(const int *)b;
}

OWN void work(void)
{
	int numbers[NUMBERS];

	for (int i = 0; i < NUMBERS; i++)
		numbers[i] = i * 37 % NUMBERS;
	qsort(numbers, NUMBERS, sizeof(*numbers), compare);
	counter += (unsigned long)numbers[0];
}

int main(int argc, char **argv)
{
	long ms = argc > 1 ? atol(argv[1]) : 100;

	while (clock() < ms * (CLOCKS_PER_SEC / 1000))
		work();
	return 0;
}
