#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rb_flowinfo.d: how a Ruby program goes from function to function.
 *
 * Usage: rb_flowinfo.d	all that run, until Ctrl-C; with -c COMMAND that one
 *			from its start, until it ends
 *
 *	TID		the thread; lines of several may stand between each other
 *	US		microseconds since its line before
 *	FILE:LINE	where the function is called, or where it returns
 *	FLOW		-> a function begins, <- it returns, as deep as calls are
 *
 * Without the patches of projects/ruby, Ruby 2.5 and later fire these probes only
 * while something in it traces calls: TracePoint.new(:call, :return) {}.enable
 *
 * Probes: method-entry, method-return
 */
#pragma D option quiet
#pragma D option switchrate=10hz

self int depth;
self uint64_t last;

dtrace:::BEGIN
{
	printf("%7s %8s  %-24s %s\n", "TID", "US", "FILE:LINE", "FLOW");
}

ruby*:::method-entry,
ruby*:::method-return
/!self->last/
{
	self->last = timestamp;
}

ruby*:::method-entry
{
	printf("%7d %8d  %-24s %*s-> %s\n", tid,
	    (timestamp - self->last) / 1000,
	    strjoin(basename(copyinstr(arg2)), strjoin(":", lltostr(arg3))),
	    self->depth * 2, "", strjoin(strjoin(copyinstr(arg0), "::"), copyinstr(arg1)));
	self->depth++;
	self->last = timestamp;
}

ruby*:::method-return
{
	self->depth -= self->depth > 0;
	printf("%7d %8d  %-24s %*s<- %s\n", tid,
	    (timestamp - self->last) / 1000,
	    strjoin(basename(copyinstr(arg2)), strjoin(":", lltostr(arg3))),
	    self->depth * 2, "", strjoin(strjoin(copyinstr(arg0), "::"), copyinstr(arg1)));
	self->last = timestamp;
}
