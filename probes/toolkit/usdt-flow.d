#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usdt-flow.d: what a program does, probe by probe. What lies between a start
 * and its end is indented, in each thread for itself.
 *
 * Usage: usdt-flow.d PROVIDER
 *	usdt-flow.d redis
 *
 *	TID		the thread
 *	US		microseconds since the thread's probe before
 *	FLOW		-> the start of something: *-start, *-begin, *-entry
 *			<- its end: *-done, *-end, *-return
 *			|  all other probes
 *
 * Waits for a program of that provider when none runs. dtrace -F does the
 * like for probes that are called entry and return.
 *
 * Probes: all of the provider
 */
#pragma D option quiet
#pragma D option zdefs

self int depth;	/* how many starts have not ended yet */
self int mark;	/* 1: a start, 2: an end */
self uint64_t last;

dtrace:::BEGIN
{
	printf("%7s %9s  %s\n", "TID", "US", "FLOW");
}

$1*:::*-start,
$1*:::*-begin,
$1*:::*-entry
{
	self->mark = 1;
}

$1*:::*-done,
$1*:::*-end,
$1*:::*-return
{
	self->mark = 2;
	self->depth -= self->depth ? 1 : 0;
}

$1*:::
{
	printf("%7d %9d  %*s%s %s\n", tid,
	    self->last ? (timestamp - self->last) / 1000 : 0, self->depth * 2,
	    "", self->mark == 1 ? "->" : self->mark == 2 ? "<-" : "| ",
	    probename);
	self->depth += self->mark == 1 ? 1 : 0;
	self->mark = 0;
	self->last = timestamp;
}
