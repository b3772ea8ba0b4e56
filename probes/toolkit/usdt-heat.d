#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * usdt-heat.d: how does the time between two probes of one thread change? For
 * a page:
 *
 *	usdt-heat.d redis command-start command-done 60 |
 *		dtrace-page heat -u ns -o redis.html
 *
 * Usage: usdt-heat.d PROVIDER FROM TO [SECONDS]	60 seconds
 *
 * Prints JSON lines: each second a distribution of the nanoseconds from FROM
 * to the next TO in the same thread, by program. Right where a thread does one
 * such thing at a time: not for the requests of an event loop.
 *
 * Probes: the two that are named
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option oformat=json
#pragma D option temporal

dtrace:::BEGIN
{
	left = $4 ? $4 : 60;
}

$1*:::$2
{
	self->from = timestamp;
}

$1*:::$3
/self->from/
{
	@ns[execname] = llquantize(timestamp - self->from, 10, 2, 10, 10);
	self->from = 0;
}

tick-1s
{
	printa(@ns);
	clear(@ns);
}

tick-1s
/--left <= 0/
{
	exit(0);
}
