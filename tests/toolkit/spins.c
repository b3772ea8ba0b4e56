/* SPDX-License-Identifier: BSD-2-Clause */
/* Uses the CPU in spin() and waits in wait_a_bit(), in turn, until it is killed. */
#include <unistd.h>

__attribute__((noinline)) static void spin(void)
{
	for (volatile long i = 0; i < 20000000; i++)
		;
}

__attribute__((noinline)) static void wait_a_bit(void)
{
	usleep(10000);
	__asm__ volatile("");
}

int main(void)
{
	for (;;) {
		spin();
		wait_a_bit();
	}
}
