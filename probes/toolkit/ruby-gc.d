#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ruby-gc.d: how long the garbage collector of Ruby stops the program, and why.
 *
 * Usage: ruby-gc.d [SECONDS]	until Ctrl-C
 *
 *	PID		process
 *	KIND, REASON	minor or major, and what wanted it, in the words of
 *			GC.latest_gc_info
 *	COUNT		collections
 *	PAUSES		how often the program waited for them
 *	US, MAX		microseconds of all pauses, and of the longest
 *
 * Probes: gc-start, gc-enter, gc-exit
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t began;
string kind[pid_t];
string reason[pid_t];

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

ruby*:::gc-enter
{
	self->began = timestamp;
}

ruby*:::gc-start
{
	kind[pid] = copyinstr(arg1);
	reason[pid] = copyinstr(arg2);
	@count[pid, kind[pid], reason[pid]] = count();
}

ruby*:::gc-exit
/self->began && kind[pid] != NULL/
{
	this->us = (timestamp - self->began) / 1000;
	@pauses[pid, kind[pid], reason[pid]] = count();
	@us[pid, kind[pid], reason[pid]] = sum(this->us);
	@max[pid, kind[pid], reason[pid]] = max(this->us);
	@all["microseconds"] = quantize(this->us);
	self->began = 0;
}

dtrace:::END
{
	printf("%8s %-6s %-10s %8s %8s %10s %8s\n", "PID", "KIND", "REASON",
	    "COUNT", "PAUSES", "US", "MAX");
	printa("%8d %-6s %-10s %@8d %@8d %@10d %@8d\n", @count, @pauses, @us,
	    @max);
	printa(@all);
}
