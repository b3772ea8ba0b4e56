#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sh_flowinfo.d: how a shell program goes from function to function.
 *
 * Usage: sh_flowinfo.d	all that run, until Ctrl-C; with -c COMMAND that one
 *			from its start, until it ends
 *
 *	TID		the thread; lines of several may stand between each other
 *	US		microseconds since its line before
 *	FILE:LINE	where the function is called; a return has no line
 *	FLOW		-> a function begins, <- it returns, as deep as calls are
 *
 * Probes: function-entry, function-return
 */
#pragma D option quiet
#pragma D option switchrate=10hz

self int depth;
self uint64_t last;

dtrace:::BEGIN
{
	printf("%7s %8s  %-24s %s\n", "TID", "US", "FILE:LINE", "FLOW");
}

sh*:::function-entry,
sh*:::function-return
/!self->last/
{
	self->last = timestamp;
}

sh*:::function-entry
{
	printf("%7d %8d  %-24s %*s-> %s\n", tid,
	    (timestamp - self->last) / 1000,
	    strjoin(basename(copyinstr(arg0)), strjoin(":", lltostr(arg2))),
	    self->depth * 2, "", copyinstr(arg1));
	self->depth++;
	self->last = timestamp;
}

sh*:::function-return
{
	self->depth -= self->depth > 0;
	printf("%7d %8d  %-24s %*s<- %s\n", tid,
	    (timestamp - self->last) / 1000,
	    strjoin(basename(copyinstr(arg0)), ":-"),
	    self->depth * 2, "", copyinstr(arg1));
	self->last = timestamp;
}
