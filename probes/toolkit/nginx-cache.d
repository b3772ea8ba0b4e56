#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * nginx-cache.d: does the cache help? A line every second, zones at the end.
 *
 * Usage: nginx-cache.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	LOOKUPS		requests that were looked for in a cache
 *	HIT%		part of them that was answered from it
 *	EVICTED		entries thrown out for want of room
 *	EXPIRED		entries thrown out because nobody wanted them
 *
 * Then look-ups by zone and result, as $upstream_cache_status has it.
 *
 * Probes: cache-lookup, cache-evict, cache-expire
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	printf("%6s %9s %6s %9s %9s\n", "SECOND", "LOOKUPS", "HIT%",
	    "EVICTED", "EXPIRED");
	@lookups = sum(0);
}

nginx*:::cache-lookup
{
	this->result = copyinstr(arg1);
	@lookups = sum(1);
	@hits = avg(this->result == "HIT" ? 100 : 0);
	@results[copyinstr(arg2, arg3), this->result] = count();
}

nginx*:::cache-evict
{
	@evicted = sum(1);
}

nginx*:::cache-expire
{
	@expired = sum(1);
}

tick-1s
{
	seconds++;
	printf("%6d ", seconds);
	printa("%@9d %@6d %@9d %@9d\n", @lookups, @hits, @evicted, @expired);
	clear(@lookups);
	clear(@hits);
	clear(@evicted);
	clear(@expired);
}

tick-1s
/seconds == $1/
{
	exit(0);
}

dtrace:::END
{
	printf("\n%-20s %-12s %9s\n", "ZONE", "RESULT", "LOOKUPS");
	printa("%-20s %-12s %@9d\n", @results);
}
