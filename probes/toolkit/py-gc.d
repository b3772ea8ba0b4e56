#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-gc.d: what the garbage collector of Python costs, and what it finds.
 *
 * Usage: py-gc.d [SECONDS]	until Ctrl-C
 *
 *	PID		process
 *	GENERATION	the oldest one that was looked at
 *	COUNT		collections
 *	FOUND		objects that nobody could reach
 *	US, MAX		microseconds of all, and of the longest
 *
 * Probes: gc-start, gc-done
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t began;
self int generation;

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

python*:::gc-start
{
	self->began = timestamp;
	self->generation = arg0;
}

python*:::gc-done
/self->began/
{
	this->us = (timestamp - self->began) / 1000;
	@count[pid, self->generation] = count();
	@found[pid, self->generation] = sum(arg0);
	@us[pid, self->generation] = sum(this->us);
	@max[pid, self->generation] = max(this->us);
	@all["microseconds"] = quantize(this->us);
	self->began = 0;
}

dtrace:::END
{
	printf("%8s %10s %8s %10s %10s %8s\n", "PID", "GENERATION", "COUNT",
	    "FOUND", "US", "MAX");
	printa("%8d %10d %@8d %@10d %@10d %@8d\n", @count, @found, @us, @max);
	printa(@all);
}
