#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py_cpudist.d: how is the time on a CPU distributed over calls of Python
 * functions? Waiting does not count.
 *
 * Usage: py_cpudist.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	for each function the microseconds of a call: of it alone, then with
 *	what it called
 *
 * Probes: function-entry, function-return
 */
#pragma D option quiet
#pragma D option defaultargs

python*:::function-entry
{
	self->depth++;
	self->start[self->depth] = vtimestamp;
	self->inner[self->depth] = 0;
}

python*:::function-return
/self->start[self->depth]/
{
	this->all = vtimestamp - self->start[self->depth];
	this->own = this->all - self->inner[self->depth];
	this->file = basename(copyinstr(arg0));
	this->name = copyinstr(arg1);
	@own[this->file, this->name] = quantize(this->own / 1000);
	@all[this->file, this->name] = quantize(this->all / 1000);
	self->start[self->depth] = 0;
	self->inner[self->depth] = 0;
	self->depth--;
	self->inner[self->depth] += this->all;
}

dtrace:::END
{
	printf("the function alone, microseconds on a CPU\n");
	printa("%s %s\n%@d\n", @own);
	printf("with what it called, microseconds on a CPU\n");
	printa("%s %s\n%@d\n", @all);
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
