#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * php_flowinfo.d: how a PHP program goes from function to function.
 *
 * Usage: php_flowinfo.d	all that run, until Ctrl-C; with -c COMMAND that one
 *			from its start, until it ends
 *
 *	TID		the thread; lines of several may stand between each other
 *	US		microseconds since its line before
 *	FILE:LINE	where the function is called, or where it returns
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

php*:::function-entry,
php*:::function-return
/!self->last/
{
	self->last = timestamp;
}

php*:::function-entry
{
	printf("%7d %8d  %-24s %*s-> %s\n", tid,
	    (timestamp - self->last) / 1000,
	    strjoin(basename(copyinstr(arg1)), strjoin(":", lltostr(arg2))),
	    self->depth * 2, "", copyinstr(arg0));
	self->depth++;
	self->last = timestamp;
}

php*:::function-return
{
	self->depth -= self->depth > 0;
	printf("%7d %8d  %-24s %*s<- %s\n", tid,
	    (timestamp - self->last) / 1000,
	    strjoin(basename(copyinstr(arg1)), strjoin(":", lltostr(arg2))),
	    self->depth * 2, "", copyinstr(arg0));
	self->last = timestamp;
}
