#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * lua-gc.d: how long the garbage collector of Lua stops the program.
 *
 * Usage: lua-gc.d [SECONDS]	until Ctrl-C
 *
 *	PID		process
 *	KIND		step, generational, full or emergency
 *	COUNT		how often it worked
 *	FREED		bytes that it gave back
 *	US, MAX		microseconds of all, and of the longest
 *
 * Probes: gc-start, gc-done
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t began;
self int64_t bytes;

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

lua*:::gc-start
{
	self->began = timestamp;
	self->bytes = arg1;
}

lua*:::gc-done
/self->began/
{
	this->us = (timestamp - self->began) / 1000;
	this->kind = copyinstr(arg0);
	@count[pid, this->kind] = count();
	@freed[pid, this->kind] = sum(self->bytes - (int64_t)arg1);
	@us[pid, this->kind] = sum(this->us);
	@max[pid, this->kind] = max(this->us);
	@all["microseconds"] = quantize(this->us);
	self->began = 0;
}

dtrace:::END
{
	printf("%8s %-12s %8s %12s %10s %8s\n", "PID", "KIND", "COUNT",
	    "FREED", "US", "MAX");
	printa("%8d %-12s %@8d %@12d %@10d %@8d\n", @count, @freed, @us, @max);
	printa(@all);
}
