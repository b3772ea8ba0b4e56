#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * flame-wait.d: in which functions does a program wait, and for how long? For
 * a page:
 *
 *	flame-wait.d 10 postgres | dtrace-page flame -u ns -o wait.html
 *
 * Usage: flame-wait.d SECONDS NAME	programs of that name
 *
 * Prints JSON lines: nanoseconds from leaving the CPU to being back, added up
 * by the stack that led there.
 *
 * Probes: sched:::off-cpu, sched:::on-cpu
 */
#pragma D option quiet
#pragma D option oformat=json
#pragma D option ustackframes=60

dtrace:::BEGIN
{
	left = $1;
}

sched:::off-cpu
/execname == $$2/
{
	self->off = timestamp;
}

sched:::on-cpu
/self->off/
{
	@ns[execname, ustack()] = sum(timestamp - self->off);
	self->off = 0;
}

tick-1s
/--left <= 0/
{
	exit(0);
}
