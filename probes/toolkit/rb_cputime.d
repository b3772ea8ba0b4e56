#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rb_cputime.d: which Ruby methods take the time on a CPU?
 *
 * Usage: rb_cputime.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	FILE, METHOD	methods of Ruby and those written in C
 *	CALLS		how often it returned
 *	OWN US		microseconds on a CPU in it alone
 *	ALL US		the same with what it called
 *
 * Without the patches of projects/ruby, methods of Ruby are seen only while
 * something in the program traces calls, see rb_flowinfo.d; those in C always.
 *
 * Probes: method-entry, method-return, cmethod-entry, cmethod-return
 */
#pragma D option quiet
#pragma D option defaultargs

ruby*:::method-entry,
ruby*:::cmethod-entry
{
	self->depth++;
	self->start[self->depth] = vtimestamp;
	self->inner[self->depth] = 0;
}

ruby*:::method-return,
ruby*:::cmethod-return
/self->start[self->depth]/
{
	this->all = vtimestamp - self->start[self->depth];
	this->own = this->all - self->inner[self->depth];
	this->file = basename(copyinstr(arg2));
	this->name = strjoin(strjoin(copyinstr(arg0), "::"), copyinstr(arg1));
	@calls[this->file, this->name] = count();
	@own[this->file, this->name] = sum(this->own);
	@all[this->file, this->name] = sum(this->all);
	self->start[self->depth] = 0;
	self->inner[self->depth] = 0;
	self->depth--;
	self->inner[self->depth] += this->all;
}

dtrace:::END
{
	normalize(@own, 1000);
	normalize(@all, 1000);
	printf("%-20s %-28s %8s %10s %10s\n", "FILE", "METHOD", "CALLS",
	    "OWN US", "ALL US");
	printa("%-20s %-28s %@8d %@10d %@10d\n", @calls, @own, @all);
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
