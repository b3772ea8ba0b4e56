#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * nginx-peers.d: the peers of upstreams: how much they do, how fast they are,
 * why they fail.
 *
 * Usage: nginx-peers.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	TRIES		how often nginx turned to the peer
 *	KEPT%		part of them that found a kept connection
 *	CONNECT		milliseconds until the connection was up, on average
 *	HEADER		milliseconds until the header was read, on average
 *	5XX		responses with a status of 500 or more
 *
 * Then failures by reason (error, timeout, http_502, ...), and the
 * distribution of the milliseconds until the header.
 *
 * Probes: upstream-connect, upstream-header, upstream-next
 */
#pragma D option quiet
#pragma D option defaultargs

nginx*:::upstream-connect
{
	this->peer = copyinstr(arg1, arg2);
	@tries[this->peer] = count();
	@kept[this->peer] = avg(arg3 * 100);
}

nginx*:::upstream-header
{
	this->peer = copyinstr(arg1, arg2);
	@connect[this->peer] = avg(arg4);
	@header[this->peer] = avg(arg5);
	@bad[this->peer] = sum(arg3 >= 500 ? 1 : 0);
	@ms[this->peer] = quantize(arg5);
}

nginx*:::upstream-next
{
	@failures[copyinstr(arg1, arg2), copyinstr(arg3)] = count();
}

dtrace:::END
{
	printf("%-30s %8s %6s %8s %8s %6s\n", "PEER", "TRIES", "KEPT%",
	    "CONNECT", "HEADER", "5XX");
	printa("%-30s %@8d %@6d %@8d %@8d %@6d\n", @tries, @kept, @connect,
	    @header, @bad);
	printf("\n%-30s %-16s %8s\n", "PEER", "REASON", "FAILURES");
	printa("%-30s %-16s %@8d\n", @failures);
	printf("\nmilliseconds until the header\n");
	printa(@ms);
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
