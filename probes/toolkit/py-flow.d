#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-flow.d: which Python functions call which, as it happens.
 *
 * Usage: py-flow.d [FUNCTION]	only what FUNCTION calls; all
 *
 *	TID		thread
 *	US		microseconds since the thread's line before
 *	FLOW		-> a function begins, <- it ends; ~> and <~ a generator
 *			goes on and yields, <! an exception leaves it
 *
 * Probes: function-entry, function-return
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option temporal

self int inside;		/* calls of FUNCTION that run */
self int depth;
self uint64_t last;

dtrace:::BEGIN
{
	printf("%8s %9s  %s\n", "TID", "US", "FLOW");
}

python*:::function-entry
/$$1 == "" || copyinstr(arg1) == $$1/
{
	self->inside++;
}

python*:::function-entry
/self->inside/
{
	printf("%8d %9d  %*s%s %s:%d %s\n", tid,
	    self->last ? (timestamp - self->last) / 1000 : 0,
	    self->depth * 2, "", arg3 ? "~>" : "->", basename(copyinstr(arg0)),
	    arg2, copyinstr(arg1));
	self->last = timestamp;
	self->depth++;
}

python*:::function-return
/self->inside && self->depth > 0/
{
	self->depth--;
	printf("%8d %9d  %*s%s %s:%d %s\n", tid,
	    (timestamp - self->last) / 1000, self->depth * 2, "",
	    arg3 == 0 ? "<-" : arg3 == 1 ? "<~" : "<!",
	    basename(copyinstr(arg0)), arg2, copyinstr(arg1));
	self->last = timestamp;
}

python*:::function-return
/self->inside && ($$1 == "" || copyinstr(arg1) == $$1)/
{
	self->inside--;
}
