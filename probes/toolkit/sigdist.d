#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sigdist.d: who sends which signals, to whom, and how often?
 *
 * Usage: sigdist.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SENDER		the program that sent it, or that ran when the kernel did
 *	RECEIVER	the program that it was for
 *	SIG		the signal's number
 *	COUNT		how often
 *
 * Probes: proc:::signal-send
 */
#pragma D option quiet
#pragma D option defaultargs

proc:::signal-send
{
	@[execname, stringof(((struct task_struct *)arg0)->comm), arg2] =
	    count();
}

dtrace:::END
{
	printf("%-16s %-16s %4s %10s\n", "SENDER", "RECEIVER", "SIG", "COUNT");
	printa("%-16s %-16s %4d %@10d\n", @);
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
