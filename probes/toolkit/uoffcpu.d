#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * uoffcpu.d: where does a program wait? Each time that it leaves the CPU, the
 * time until it is back is added to the stack that led there.
 *
 * Usage: uoffcpu.d NAME [SECONDS]	programs of that name; or with -c, -p
 *
 *	stacks of the program, each with its microseconds off the CPU, the
 *	longest last
 *
 * Probes: sched:::off-cpu, sched:::on-cpu
 */
#pragma D option quiet
#pragma D option defaultargs

sched:::off-cpu
/execname == $$1/
{
	self->off = timestamp;
}

sched:::on-cpu
/self->off/
{
	@us[ustack(20)] = sum((timestamp - self->off) / 1000);
	self->off = 0;
}

dtrace:::END
{
	printa("%k%@16d us\n", @us);
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
