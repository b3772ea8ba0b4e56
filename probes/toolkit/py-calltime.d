#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-calltime.d: in which Python functions time is spent.
 *
 * Usage: py-calltime.d [SECONDS]	until Ctrl-C
 *
 *	CALLS		how often it ran, or went on
 *	OWN		microseconds in it, without what it calls
 *	ALL		with that
 *	FUNCTION	file and name
 *
 * Tracing adds about a microsecond to each call: compare, do not add up.
 *
 * Probes: function-entry, function-return
 */
#pragma D option quiet
#pragma D option defaultargs

self int depth;
self uint64_t began[int];
self uint64_t called[int];	/* of that, in what it called */

python*:::function-entry
{
	self->depth++;
	self->began[self->depth] = timestamp;
	self->called[self->depth] = 0;
}

python*:::function-return
/self->depth && self->began[self->depth]/
{
	this->all = timestamp - self->began[self->depth];
	this->own = this->all - self->called[self->depth];
	@calls[basename(copyinstr(arg0)), copyinstr(arg1)] = count();
	@own[basename(copyinstr(arg0)), copyinstr(arg1)] =
	    sum(this->own / 1000);
	@all[basename(copyinstr(arg0)), copyinstr(arg1)] =
	    sum(this->all / 1000);
	self->began[self->depth] = 0;
	self->depth--;
	self->called[self->depth] += this->all;
}

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

dtrace:::END
{
	printf("%10s %12s %12s  %s\n", "CALLS", "OWN", "ALL", "FUNCTION");
	setopt("aggsortpos", "1");
	printa("%@10d %@12d %@12d  %s:%s\n", @calls, @own, @all);
}
