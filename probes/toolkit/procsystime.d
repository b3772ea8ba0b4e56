#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * procsystime.d: how long programs spend in which system calls.
 *
 * Usage: procsystime.d NAME [SECONDS]	programs of that name, '' for all
 *	procsystime.d '' -c COMMAND	that command and what it starts
 *
 *	COMM, SYSCALL	the program and the call
 *	CALLS		how often
 *	US		all of their microseconds, waiting included
 *	AVG		microseconds of one
 *
 * Probes: syscall:::entry, syscall:::return
 */
#pragma D option quiet
#pragma D option defaultargs

syscall:::entry
/pid != $pid && ($$1 == "" || execname == $$1)/
{
	self->start = timestamp;
}

syscall:::return
/self->start/
{
	this->us = (timestamp - self->start) / 1000;
	@calls[execname, probefunc] = count();
	@us[execname, probefunc] = sum(this->us);
	@avg[execname, probefunc] = avg(this->us);
	self->start = 0;
}

dtrace:::END
{
	printf("%-16s %-20s %10s %12s %10s\n", "COMM", "SYSCALL", "CALLS",
	    "US", "AVG");
	printa("%-16s %-20s %@10d %@12d %@10d\n", @calls, @us, @avg);
}

tick-1s
{
	seconds++;
}

tick-1s
/seconds == $2/
{
	exit(0);
}
