#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sh-commands.d: which programs do shell scripts start, from where, how often,
 * and how long do they wait for them?
 *
 * Usage: sh-commands.d [SECONDS]	until Ctrl-C; with -c COMMAND that one
 *				from its start, until it ends
 *
 *	FILE, LINE	where the program is called
 *	COMMAND		its name, as it was called
 *	COUNT		how often
 *	FAILED		how often with a status that is not 0, or not found
 *	US		microseconds from call to return, in all; not of those
 *			in the background, or in a pipeline
 *
 * Probes: command-entry, command-return, command-missing
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t start;
self int line;

sh*:::command-entry
{
	self->start = arg7 ? 0 : timestamp;
	self->line = arg2;
	@count[basename(copyinstr(arg0)), arg2, copyinstr(arg1)] = count();
	@failed[basename(copyinstr(arg0)), arg2, copyinstr(arg1)] = sum(0);
	@us[basename(copyinstr(arg0)), arg2, copyinstr(arg1)] = sum(0);
}

sh*:::command-missing
{
	@count[basename(copyinstr(arg0)), arg2, copyinstr(arg1)] = count();
	@failed[basename(copyinstr(arg0)), arg2, copyinstr(arg1)] = sum(1);
	@us[basename(copyinstr(arg0)), arg2, copyinstr(arg1)] = sum(0);
}

sh*:::command-return
/self->start/
{
	@failed[basename(copyinstr(arg0)), self->line, copyinstr(arg1)] =
	    sum(arg2 != 0);
	@us[basename(copyinstr(arg0)), self->line, copyinstr(arg1)] =
	    sum((timestamp - self->start) / 1000);
	self->start = 0;
}

dtrace:::END
{
	printf("%-20s %5s %-24s %8s %8s %10s\n", "FILE", "LINE", "COMMAND",
	    "COUNT", "FAILED", "US");
	printa("%-20s %5d %-24s %@8d %@8d %@10d\n", @count, @failed, @us);
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
