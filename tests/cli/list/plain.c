/* SPDX-License-Identifier: BSD-2-Clause */
/* A library with SystemTap's sites: no types, a guard around one. */
#define _SDT_HAS_SEMAPHORES 1
#include <sys/sdt.h>

unsigned short plain_guarded_semaphore __attribute__((section(".probes")));
unsigned short plain_open__door_semaphore __attribute__((section(".probes")));

void plain(char c, unsigned short s, long l, double d);
void plain(char c, unsigned short s, long l, double d)
{
	if (plain_guarded_semaphore)
		DTRACE_PROBE1(plain, guarded, l);
	DTRACE_PROBE3(plain, open__door, c, s, l);
	(void)d;
}
