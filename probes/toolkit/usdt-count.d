#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usdt-count.d: which probes fire, in which programs, and how often.
 *
 * Usage: usdt-count.d PROVIDER [SECONDS]	without SECONDS: until Ctrl-C
 *	usdt-count.d redis		all Redis servers
 *	usdt-count.d '*' 10		all probes of all programs
 *
 *	PROGRAM, PID	what fired; a thread may have a name of its own
 *	COUNT		how often
 *	PROBE		which probe
 *
 * Probes: all of the provider
 */
#pragma D option quiet
#pragma D option defaultargs

$1*:::
{
	@[execname, pid, probename] = count();
}

dtrace:::END
{
	printf("%-16s %7s %10s  %s\n", "PROGRAM", "PID", "COUNT", "PROBE");
	printa("%-16s %7d %@10d  %s\n", @);
}

tick-1s
{
	seconds++;
}

tick-1s
/seconds == $2/
{
	exit(0);
}
