#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * shortlived.d: how much time goes into processes that live only shortly, and who
 * starts them?
 *
 * Usage: shortlived.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	COMM, PARENT	a program that ended, and what started it
 *	COUNT		how many such processes
 *	MS		milliseconds on a CPU in all of them
 *
 * Probes: proc:::start, proc:::exit
 */
#pragma D option quiet
#pragma D option defaultargs

proc:::start
{
	self->born = vtimestamp;
	born[pid] = 1;
}

proc:::exit
/born[pid]/
{
	this->us = (vtimestamp - self->born) / 1000;
	@count[execname, stringof(curthread->real_parent->comm)] = count();
	@us[execname, stringof(curthread->real_parent->comm)] = sum(this->us);
	born[pid] = 0;
}

dtrace:::END
{
	normalize(@us, 1000);
	printf("%-16s %-16s %8s %10s\n", "COMM", "PARENT", "COUNT", "MS");
	printa("%-16s %-16s %@8d %@10d\n", @count, @us);
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
