#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * tcl_calltime.d: which Tcl procedures and commands take the time?
 *
 * Usage: tcl_calltime.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	TYPE, NAME	proc or cmd, and which
 *	CALLS		how often it returned
 *	OWN US		microseconds in it alone, waiting included
 *	ALL US		the same with what it called
 *
 * Probes: proc-entry, proc-return, cmd-entry, cmd-return
 */
#pragma D option quiet
#pragma D option defaultargs

tcl*:::proc-entry,
tcl*:::cmd-entry
{
	self->depth++;
	self->start[self->depth] = timestamp;
	self->inner[self->depth] = 0;
}

tcl*:::proc-return,
tcl*:::cmd-return
/self->start[self->depth]/
{
	this->all = timestamp - self->start[self->depth];
	this->own = this->all - self->inner[self->depth];
	this->type = probename == "proc-return" ? "proc" : "cmd";
	this->name = copyinstr(arg0);
	@calls[this->type, this->name] = count();
	@own[this->type, this->name] = sum(this->own);
	@all[this->type, this->name] = sum(this->all);
	self->start[self->depth] = 0;
	self->inner[self->depth] = 0;
	self->depth--;
	self->inner[self->depth] += this->all;
}

dtrace:::END
{
	normalize(@own, 1000);
	normalize(@all, 1000);
	printf("%-6s %-32s %8s %10s %10s\n", "TYPE", "NAME", "CALLS",
	    "OWN US", "ALL US");
	printa("%-6s %-32s %@8d %@10d %@10d\n", @calls, @own, @all);
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
