/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>

int main(void)
{
	fputs("usage: dtrace\n", stderr);
	return 2;
}
