#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * lua-slow.d: in which functions of Lua time is spent, by file and line.
 *
 * Usage: lua-slow.d [SECONDS]	until Ctrl-C
 *
 *	CALLS		how often it ran
 *	OWN		microseconds in it, without what it calls
 *	ALL		with that; of one that calls itself, each call's
 *	MAX		the longest of them
 *	FUNCTION	FILE:LINE where it is defined, and its name; a function
 *			in C has the line that calls it, [C]:-1 if that is C too
 *
 * The time that a coroutine is suspended counts for the functions in it, and
 * for coroutine.yield() itself. Tracing adds about a microsecond to each call:
 * compare, do not add up.
 *
 * Probes: function-entry, function-return, cfunction-entry, cfunction-return,
 * coroutine-create
 */
#pragma D option quiet
#pragma D option defaultargs

self int depth[uintptr_t];			/* of calls, in each thread */
self uint64_t began[uintptr_t, int];
self uint64_t called[uintptr_t, int];		/* of that, in what it called */

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

/* one that was collected while it was suspended may have had that address */
lua*:::coroutine-create
{
	self->depth[arg0] = 0;
}

lua*:::function-entry, lua*:::cfunction-entry
{
	self->depth[arg0]++;
	self->began[arg0, self->depth[arg0]] = timestamp;
	self->called[arg0, self->depth[arg0]] = 0;
}

lua*:::function-return, lua*:::cfunction-return
/self->depth[arg0] && self->began[arg0, self->depth[arg0]]/
{
	this->all = timestamp - self->began[arg0, self->depth[arg0]];
	this->own = this->all - self->called[arg0, self->depth[arg0]];
	this->file = arg3 == -1 ? "[C]" : copyinstr(arg2);
	this->name = copyinstr(arg1);
	@calls[this->file, arg3, this->name] = count();
	@own[this->file, arg3, this->name] = sum(this->own / 1000);
	@all[this->file, arg3, this->name] = sum(this->all / 1000);
	@max[this->file, arg3, this->name] = max(this->all / 1000);
	self->began[arg0, self->depth[arg0]] = 0;
	self->depth[arg0]--;
	self->called[arg0, self->depth[arg0]] += this->all;
}

dtrace:::END
{
	printf("%10s %12s %12s %10s  %s\n", "CALLS", "OWN", "ALL", "MAX",
	    "FUNCTION");
	setopt("aggsortpos", "1");
	printa("%@10d %@12d %@12d %@10d  %s:%d %s\n", @calls, @own, @all,
	    @max);
}
