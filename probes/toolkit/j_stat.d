#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * j_stat.d: what do all Java virtual machines do, each second?
 *
 * Usage: j_stat.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	METHODS		methods called, OBJECTS objects made: see j_calls.d for
 *			the option that the virtual machine needs
 *	CLASSES		classes loaded
 *	THREADS		threads started
 *	COMPILED	methods compiled
 *	GC		garbage collections
 *
 * Probes: method-entry, object-alloc, class-loaded, thread-start,
 * method-compile-begin, gc-begin
 */
#pragma D option quiet
#pragma D option defaultargs

int methods, objects, classes, threads, compiled, collections;

dtrace:::BEGIN
{
	printf("%6s %10s %10s %8s %8s %8s %6s\n", "SECOND", "METHODS",
	    "OBJECTS", "CLASSES", "THREADS", "COMPILED", "GC");
}

hotspot*:::method-entry
{
	methods++;
}

hotspot*:::object-alloc
{
	objects++;
}

hotspot*:::class-loaded
{
	classes++;
}

hotspot*:::thread-start
{
	threads++;
}

hotspot*:::method-compile-begin
{
	compiled++;
}

hotspot*:::gc-begin
{
	collections++;
}

tick-1s
{
	seconds++;
	printf("%6d %10d %10d %8d %8d %8d %6d\n", seconds, methods, objects,
	    classes, threads, compiled, collections);
	methods = 0;
	objects = 0;
	classes = 0;
	threads = 0;
	compiled = 0;
	collections = 0;
}

tick-1s
/seconds == $1/
{
	exit(0);
}
