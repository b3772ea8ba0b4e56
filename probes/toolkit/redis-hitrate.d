#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * redis-hitrate.d: does the cache help? A line every second.
 *
 * Usage: redis-hitrate.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	COMMANDS	commands that ran
 *	READS		keys that were read
 *	HIT%		part of them that was there
 *	EXPIRED		keys whose time to live had passed
 *	EVICTED		keys thrown out for want of memory
 *
 * Probes: command-done, key-hit, key-miss, key-expire, key-evict
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	printf("%6s %9s %9s %6s %9s %9s\n", "SECOND", "COMMANDS", "READS",
	    "HIT%", "EXPIRED", "EVICTED");
	@commands = sum(0);
}

redis*:::command-done
{
	@commands = sum(1);
}

redis*:::key-hit
{
	@reads = sum(1);
	@hits = avg(100);
}

redis*:::key-miss
{
	@reads = sum(1);
	@hits = avg(0);
}

redis*:::key-expire
{
	@expired = sum(1);
}

redis*:::key-evict
{
	@evicted = sum(1);
}

tick-1s
{
	seconds++;
	printf("%6d ", seconds);
	printa("%@9d %@9d %@6d %@9d %@9d\n", @commands, @reads, @hits,
	    @expired, @evicted);
	clear(@commands);
	clear(@reads);
	clear(@hits);
	clear(@expired);
	clear(@evicted);
}

tick-1s
/seconds == $1/
{
	exit(0);
}
