/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stacks to be walked: stack [-w]
 * The probe fires in leaf(), three times below middle() and outer(), once
 * below a function that qsort() of libc calls. With -w it waits for a line on
 * standard input at the end.
 */
#include <stdio.h>
#include <stdlib.h>

#include "stack.h"

/* what keeps a call from being the last thing a function does */
#define AFTER_CALL __asm__ volatile("")

#define OWN __attribute__((noinline, noclone))

OWN void nothing(void)
{
	AFTER_CALL;
}

/* calls another: compilers give a function that calls none no frame at all */
OWN void leaf(int i)
{
	nothing();
	STACK_LEAF(i, (void *)leaf);
	nothing();
	AFTER_CALL;
}

OWN void middle(int i)
{
	leaf(i);
	AFTER_CALL;
}

OWN void outer(int i)
{
	middle(i);
	AFTER_CALL;
}

OWN int compare(const void *a, const void *b)
{
	leaf(9);
	return *(const int *)a - *(const int *)b;
}

int main(int argc, char **argv)
{
	int numbers[] = { 2, 1 };

	(void)argv;
	for (int i = 0; i < 3; i++)
		outer(i);
	qsort(numbers, 2, sizeof(*numbers), compare);
	if (argc > 1)
		getchar();
	return 0;
}
