#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py_profile.d: in which Python functions is the time on a CPU spent? Looks 997
 * times a second, so it costs less than py_calltime.d finds out.
 *
 * Usage: py_profile.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	SAMPLES		how often a CPU was found in it
 *	FILE, FUNCTION	the innermost one that was entered since this runs
 *
 * Probes: function-entry, function-return, profile-997
 */
#pragma D option quiet
#pragma D option defaultargs

self string file[int];
self string name[int];

python*:::function-entry
{
	self->depth++;
	self->file[self->depth] = basename(copyinstr(arg0));
	self->name[self->depth] = copyinstr(arg1);
}

python*:::function-return
/self->depth > 0/
{
	self->file[self->depth] = 0;
	self->name[self->depth] = 0;
	self->depth--;
}

profile-997
/self->depth > 0/
{
	@[self->file[self->depth], self->name[self->depth]] = count();
}

dtrace:::END
{
	printf("%8s  %-24s %s\n", "SAMPLES", "FILE", "FUNCTION");
	printa("%@8d  %-24s %s\n", @);
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
