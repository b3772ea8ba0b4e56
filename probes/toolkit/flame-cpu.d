#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * flame-cpu.d: which functions use the CPU, and who calls them? For a page:
 *
 *	flame-cpu.d 10 | dtrace-page flame -o cpu.html
 *
 * Usage: flame-cpu.d [SECONDS [NAME]]	30 seconds; only programs of that name
 *
 * Prints JSON lines: an aggregation of stacks below the name of the program,
 * taken 97 times a second on each CPU.
 *
 * Probes: profile-97
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option oformat=json
#pragma D option ustackframes=60

dtrace:::BEGIN
{
	left = $1 ? $1 : 30;
}

profile-97
/pid && ($$2 == "" || execname == $$2)/
{
	@samples[execname, ustack()] = count();
}

tick-1s
/--left <= 0/
{
	exit(0);
}
