#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rb_stat.d: what do all Ruby programs do, each second?
 *
 * Usage: rb_stat.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	METHODS, CALLS	methods of Ruby, and methods written in C
 *	OBJECTS		objects made
 *	GC		garbage collections
 *	RAISES		exceptions
 *
 * Probes: method-entry, cmethod-entry, object-create, gc-mark-begin, raise
 */
#pragma D option quiet
#pragma D option defaultargs

int methods, calls, objects, collections, raises;

dtrace:::BEGIN
{
	printf("%6s %10s %10s %10s %6s %8s\n", "SECOND", "METHODS", "CALLS",
	    "OBJECTS", "GC", "RAISES");
}

ruby*:::method-entry
{
	methods++;
}

ruby*:::cmethod-entry
{
	calls++;
}

ruby*:::object-create
{
	objects++;
}

ruby*:::gc-mark-begin
{
	collections++;
}

ruby*:::raise
{
	raises++;
}

tick-1s
{
	seconds++;
	printf("%6d %10d %10d %10d %6d %8d\n", seconds, methods, calls,
	    objects, collections, raises);
	methods = 0;
	calls = 0;
	objects = 0;
	collections = 0;
	raises = 0;
}

tick-1s
/seconds == $1/
{
	exit(0);
}
