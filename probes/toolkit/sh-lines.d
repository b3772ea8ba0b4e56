#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sh-lines.d: on which lines do shell scripts spend their time?
 *
 * Usage: sh-lines.d [SECONDS]	until Ctrl-C; with -c COMMAND that one from its
 *				start, until it ends
 *
 *	FILE, LINE	the line
 *	COUNT		how often a command of it was executed
 *	US		microseconds until the next line began, waiting for
 *			programs included
 *
 * The lines that took most stand last. A line that runs others, as the call of
 * a function does, has its own time only.
 *
 * Probes: line, script-done
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t start;
self string file;
self int line;

sh*:::line,
sh*:::script-done
/self->start/
{
	@us[self->file, self->line] = sum((timestamp - self->start) / 1000);
	@count[self->file, self->line] = count();
	self->start = 0;
}

sh*:::line
{
	self->file = basename(copyinstr(arg0));
	self->line = arg1;
	self->start = timestamp;
}

dtrace:::END
{
	printf("%-24s %6s %12s %10s\n", "FILE", "LINE", "US", "COUNT");
	printa("%-24s %6d %@12d %@10d\n", @us, @count);
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
