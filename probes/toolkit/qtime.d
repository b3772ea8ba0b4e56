#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * qtime.d: how long do threads that could run wait for a CPU?
 *
 * Usage: qtime.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	COMM		whose threads
 *	WAITS		how often one waited
 *	AVG, MAX	microseconds
 *
 * Then the distribution of all, in microseconds. A wait begins when somebody
 * wakes the thread, or when it loses the CPU to another.
 *
 * Probes: sched:::wakeup, sched:::preempt, sched:::on-cpu
 */
#pragma D option quiet
#pragma D option defaultargs

sched:::wakeup
{
	ready[((struct task_struct *)arg0)->pid] = timestamp;
}

sched:::preempt
/tid/
{
	ready[tid] = timestamp;
}

sched:::on-cpu
/ready[tid]/
{
	this->us = (timestamp - ready[tid]) / 1000;
	ready[tid] = 0;
	@waits[execname] = count();
	@avg[execname] = avg(this->us);
	@max[execname] = max(this->us);
	@all = quantize(this->us);
}

dtrace:::END
{
	printf("%-16s %10s %10s %10s\n", "COMM", "WAITS", "AVG", "MAX");
	printa("%-16s %@10d %@10d %@10d\n", @waits, @avg, @max);
	printf("\nmicroseconds\n");
	printa(@all);
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
