#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memcached-connections.d: who comes, who goes, who is turned away? A line
 * every second.
 *
 * Usage: memcached-connections.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	ACCEPTED	connections that were handed to a worker thread
 *	CLOSED		connections that were closed
 *	TIMEOUT		part of those: they were idle for too long
 *	REJECTED	connections that were refused: there are too many
 *	COMMANDS	commands that came over connections
 *
 * Then how many milliseconds connections were open that came and went
 * meanwhile.
 *
 * Probes: conn-dispatch, conn-release, conn-timeout, conn-reject,
 * process-command-start
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	printf("%6s %9s %9s %9s %9s %9s\n", "SECOND", "ACCEPTED", "CLOSED",
	    "TIMEOUT", "REJECTED", "COMMANDS");
	@accepted = sum(0);
}

memcached*:::conn-dispatch
{
	@accepted = sum(1);
	at[pid, arg0] = timestamp;
}

memcached*:::conn-release
{
	@closed = sum(1);
}

memcached*:::conn-release
/at[pid, arg0]/
{
	@open["milliseconds that it was open"] =
	    quantize((timestamp - at[pid, arg0]) / 1000000);
	at[pid, arg0] = 0;
}

memcached*:::conn-timeout
{
	@timeout = sum(1);
}

memcached*:::conn-reject
{
	@rejected = sum(1);
}

memcached*:::process-command-start
{
	@commands = sum(1);
}

tick-1s
{
	seconds++;
	printf("%6d ", seconds);
	printa("%@9d %@9d %@9d %@9d %@9d\n", @accepted, @closed, @timeout,
	    @rejected, @commands);
	clear(@accepted);
	clear(@closed);
	clear(@timeout);
	clear(@rejected);
	clear(@commands);
}

tick-1s
/seconds == $1/
{
	exit(0);
}

dtrace:::END
{
	printa(@open);
}
