#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * newproc.d: every new process, with what became of it: a fork that goes on as
 * the same program has no line of its own until it runs another.
 *
 * Usage: newproc.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID, PPID	the new process, and the one that made it
 *	PARENT		the name of the one that made it
 *	ARGS		what it runs
 *
 * Probes: proc:::exec-success
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option switchrate=10hz

dtrace:::BEGIN
{
	printf("%7s %7s  %-16s %s\n", "PID", "PPID", "PARENT", "ARGS");
}

proc:::exec-success
{
	printf("%7d %7d  %-16s %s\n", pid, ppid,
	    stringof(curthread->real_parent->comm), execargs);
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
