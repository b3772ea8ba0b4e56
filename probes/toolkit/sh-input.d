#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sh-input.d: what is typed into interactive shells.
 *
 * Usage: sh-input.d [SECONDS]	until Ctrl-C
 *
 *	TIME, UID, PID	when, by whom, into which shell
 *	MS		milliseconds that the shell waited for the line
 *	LINE		the line
 *
 * Probes: readline-start, readline-done
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option switchrate=10hz

self uint64_t start;

dtrace:::BEGIN
{
	printf("%-20s %6s %7s %8s  %s\n", "TIME", "UID", "PID", "MS", "LINE");
}

sh*:::readline-start
{
	self->start = timestamp;
}

sh*:::readline-done
/arg1 == 0/
{
	printf("%-20Y %6d %7d %8d  %s\n", walltimestamp, uid, pid,
	    self->start ? (timestamp - self->start) / 1000000 : 0,
	    copyinstr(arg0));
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
