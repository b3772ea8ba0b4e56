#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usdt-time.d: what did each thread do when? For a page:
 *
 *	usdt-time.d postgresql query-start query-done 5 |
 *		dtrace-page timeline -o queries.html
 *
 * Usage: usdt-time.d PROVIDER FROM TO [SECONDS]	10 seconds
 *
 * Prints JSON lines: for each FROM and the next TO of the same thread a span,
 * as its lane the program with the thread, as its label the name of FROM, then
 * start and duration in nanoseconds.
 *
 * Probes: the two that are named
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option oformat=json

dtrace:::BEGIN
{
	left = $4 ? $4 : 10;
}

$1*:::$2
{
	self->from = timestamp;
	self->what = probename;
}

$1*:::$3
/self->from/
{
	printf("%s %s %d %d\n", strjoin(execname, strjoin(" ", lltostr(tid))),
	    self->what, self->from, timestamp - self->from);
	self->from = 0;
	self->what = 0;
}

tick-1s
/--left <= 0/
{
	exit(0);
}
