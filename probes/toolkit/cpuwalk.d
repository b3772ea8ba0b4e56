#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * cpuwalk.d: on which CPUs does a process run: one after the other, or many?
 *
 * Usage: cpuwalk.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID, COMM	the process, and the samples on each CPU
 *
 * Probes: profile-1000
 */
#pragma D option quiet
#pragma D option defaultargs

profile-1000
/pid && pid != $pid/
{
	@[pid, execname] = lquantize(cpu, 0, 128, 1);
}

dtrace:::END
{
	printf("samples by CPU\n");
	printa("%7d  %s\n%@d\n", @);
}

tick-1s
{
	seconds++;
}

tick-1s
/seconds == $1/
{
	exit(0);
}
