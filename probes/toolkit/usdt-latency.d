#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usdt-latency.d: the time between two probes of one thread.
 *
 * Usage: usdt-latency.d PROVIDER FROM TO
 *	usdt-latency.d redis command-start command-done
 *	usdt-latency.d memcached slabs-move-start slabs-move-done
 *
 * Prints how many nanoseconds passed from FROM to the next TO in the same
 * thread, as a distribution and on average. Right where a thread does one
 * such thing at a time: not for the requests of an event loop.
 *
 * Probes: the two that are named
 */
#pragma D option quiet

$1*:::$2
{
	self->from = timestamp;
}

$1*:::$3
/self->from/
{
	this->ns = timestamp - self->from;
	@count[execname, pid] = count();
	@average[execname, pid] = avg(this->ns);
	@longest[execname, pid] = max(this->ns);
	@ns[execname, pid] = quantize(this->ns);
	self->from = 0;
}

dtrace:::END
{
	printf("%-16s %7s %10s %12s %12s\n", "PROGRAM", "PID", "COUNT", "AVG",
	    "MAX");
	printa("%-16s %7d %@10d %@12d %@12d\n", @count, @average, @longest);
	printf("\nnanoseconds\n");
	printa(@ns);
}
