#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * nginx-connections.d: do clients keep their connections? A line every second.
 *
 * Usage: nginx-connections.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	ACCEPTED	connections of clients that were accepted
 *	CLOSED		connections of clients that were closed
 *	REQUESTS	requests that came over connections
 *	REUSE%		part of them that was not its connection's first one
 *
 * Then how many requests a connection had, and how long it was open.
 *
 * Probes: connection-accept, connection-close, request-start
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	printf("%6s %9s %9s %9s %7s\n", "SECOND", "ACCEPTED", "CLOSED",
	    "REQUESTS", "REUSE%");
	@accepted = sum(0);
}

nginx*:::connection-accept
{
	@accepted = sum(1);
}

nginx*:::request-start
{
	@requests = sum(1);
	@reused = avg(arg8 > 1 ? 100 : 0);
}

nginx*:::connection-close
{
	@closed = sum(1);
	@each["requests of a connection"] = quantize(arg1);
	@open["milliseconds that it was open"] = quantize(arg2);
}

tick-1s
{
	seconds++;
	printf("%6d ", seconds);
	printa("%@9d %@9d %@9d %@7d\n", @accepted, @closed, @requests,
	    @reused);
	clear(@accepted);
	clear(@closed);
	clear(@requests);
	clear(@reused);
}

tick-1s
/seconds == $1/
{
	exit(0);
}

dtrace:::END
{
	printa(@each);
	printa(@open);
}
