#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * threaded.d: does a program with many threads use many CPUs? Each second, in
 * which thread of which process the CPUs were found.
 *
 * Usage: threaded.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID, COMM	the process; the names of threads may differ
 *	and the samples of each thread: 0 is its first one, others count from
 *	there by their ids
 *
 * Probes: profile-101
 */
#pragma D option quiet
#pragma D option defaultargs

profile-101
/pid != $pid && pid/
{
	@[pid, execname] = lquantize(tid - pid, 0, 128, 1);
}

tick-1s
{
	printf("%Y\n", walltimestamp);
	printa("%7d  %s\n%@d\n", @);
	trunc(@);
}

dtrace:::END
{
	trunc(@);
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
