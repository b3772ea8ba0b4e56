#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py_syscolors.d: Python functions and the system calls that they make, in
 * colours, as they go.
 *
 * Usage: py_syscolors.d -c COMMAND	or -p PID
 *
 *	US		microseconds since the line before
 *	FLOW		functions in violet, system calls in red; -> begins,
 *			<- returns
 *
 * Probes: function-entry, function-return, syscall:::entry, syscall:::return
 */
#pragma D option quiet
#pragma D option switchrate=10hz

self int depth;
self uint64_t last;

python$target:::function-entry
{
	printf("\033[35m%8d  %*s-> %s:%s\033[0m\n",
	    self->last ? (timestamp - self->last) / 1000 : 0, self->depth * 2,
	    "", basename(copyinstr(arg0)), copyinstr(arg1));
	self->depth++;
	self->last = timestamp;
}

python$target:::function-return
{
	self->depth -= self->depth > 0;
	printf("\033[35m%8d  %*s<- %s:%s\033[0m\n",
	    self->last ? (timestamp - self->last) / 1000 : 0, self->depth * 2,
	    "", basename(copyinstr(arg0)), copyinstr(arg1));
	self->last = timestamp;
}

syscall:::entry
/pid == $target && self->last/
{
	printf("\033[31m%8d  %*s-> %s\033[0m\n",
	    (timestamp - self->last) / 1000, self->depth * 2, "", probefunc);
	self->last = timestamp;
}

syscall:::return
/pid == $target && self->last/
{
	printf("\033[31m%8d  %*s<- %s\033[0m\n",
	    (timestamp - self->last) / 1000, self->depth * 2, "", probefunc);
	self->last = timestamp;
}
