#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * tcl_procflow.d: how a Tcl program goes from procedure to procedure.
 *
 * Usage: tcl_procflow.d	all that run, until Ctrl-C; with -c COMMAND that one
 *			from its start, until it ends
 *
 *	TID		the thread
 *	US		microseconds since its line before
 *	FLOW		-> a procedure begins, <- it returns, as deep as calls are
 *
 * Probes: proc-entry, proc-return
 */
#pragma D option quiet
#pragma D option switchrate=10hz

self int depth;
self uint64_t last;

dtrace:::BEGIN
{
	printf("%7s %8s  %s\n", "TID", "US", "FLOW");
}

tcl*:::proc-entry,
tcl*:::proc-return
/!self->last/
{
	self->last = timestamp;
}

tcl*:::proc-entry
{
	printf("%7d %8d  %*s-> %s\n", tid, (timestamp - self->last) / 1000,
	    self->depth * 2, "", copyinstr(arg0));
	self->depth++;
	self->last = timestamp;
}

tcl*:::proc-return
{
	self->depth -= self->depth > 0;
	printf("%7d %8d  %*s<- %s\n", tid, (timestamp - self->last) / 1000,
	    self->depth * 2, "", copyinstr(arg0));
	self->last = timestamp;
}
