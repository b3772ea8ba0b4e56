#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * j_calls.d: what do Java programs call, make, load and start?
 *
 * Usage: j_calls.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	PID		which virtual machine
 *	TYPE		method, object-alloc, class-loaded, thread-start,
 *			method-compile
 *	NAME		of the method, class or thread
 *	COUNT		how often
 *
 * The virtual machine calls methods and allocations only with
 * -XX:+ExtendedDTraceProbes, or -XX:+DTraceMethodProbes, -XX:+DTraceAllocProbes.
 *
 * Probes: method-entry, object-alloc, class-loaded, thread-start,
 * method-compile-begin
 */
#pragma D option quiet
#pragma D option defaultargs

hotspot*:::method-entry
{
	@[pid, "method", strjoin(strjoin(copyinstr(arg1, arg2), "."),
	    copyinstr(arg3, arg4))] = count();
}

hotspot*:::object-alloc
{
	@[pid, "object-alloc", copyinstr(arg1, arg2)] = count();
}

hotspot*:::class-loaded
{
	@[pid, "class-loaded", copyinstr(arg0, arg1)] = count();
}

hotspot*:::thread-start
{
	@[pid, "thread-start", copyinstr(arg0, arg1)] = count();
}

hotspot*:::method-compile-begin
{
	@[pid, "method-compile", strjoin(strjoin(copyinstr(arg2, arg3), "."),
	    copyinstr(arg4, arg5))] = count();
}

dtrace:::END
{
	printf("%7s %-16s %-44s %8s\n", "PID", "TYPE", "NAME", "COUNT");
	printa("%7d %-16s %-44s %@8d\n", @);
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
