#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * php_calltime.d: which functions of PHP programs take the time?
 *
 * Usage: php_calltime.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	FILE, FUNCTION
 *	CALLS		how often it returned
 *	OWN US		microseconds in it alone, waiting included
 *	ALL US		the same with what it called; calls of itself count
 *			several times
 *
 * Probes: function-entry, function-return
 */
#pragma D option quiet
#pragma D option defaultargs

php*:::function-entry
{
	self->depth++;
	self->start[self->depth] = timestamp;
	self->inner[self->depth] = 0;
}

php*:::function-return
/self->start[self->depth]/
{
	this->all = timestamp - self->start[self->depth];
	this->own = this->all - self->inner[self->depth];
	this->file = basename(copyinstr(arg1));
	this->name = copyinstr(arg0);
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
	printf("%-20s %-28s %8s %10s %10s\n", "FILE", "FUNCTION", "CALLS",
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
