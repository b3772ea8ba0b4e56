#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memcached-hitrate.d: does the cache help? A line every second.
 *
 * Usage: memcached-hitrate.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECOND		since the start
 *	GETS		keys that were asked for
 *	HIT%		part of them that was there
 *	STORED		items that were stored: set, add, replace, cas, ...
 *	REFUSED		items that were not
 *	EXPIRED		items found to have expired, or flushed
 *	EVICTED		good items thrown out to make room
 *
 * Probes: command-get, command-set, -add, -replace, -append, -prepend, -cas,
 * item-expire, item-evict
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	printf("%6s %9s %6s %9s %9s %9s %9s\n", "SECOND", "GETS", "HIT%",
	    "STORED", "REFUSED", "EXPIRED", "EVICTED");
	@gets = sum(0);
}

memcached*:::command-get
{
	@gets = sum(1);
	@hits = avg(arg3 == -1 ? 0 : 100);
}

memcached*:::command-set,
memcached*:::command-add,
memcached*:::command-replace,
memcached*:::command-append,
memcached*:::command-prepend,
memcached*:::command-cas
{
	@stored = sum(arg3 == -1 ? 0 : 1);
	@refused = sum(arg3 == -1 ? 1 : 0);
}

memcached*:::item-expire
{
	@expired = sum(1);
}

memcached*:::item-evict
{
	@evicted = sum(1);
}

tick-1s
{
	seconds++;
	printf("%6d ", seconds);
	printa("%@9d %@6d %@9d %@9d %@9d %@9d\n", @gets, @hits, @stored,
	    @refused, @expired, @evicted);
	clear(@gets);
	clear(@hits);
	clear(@stored);
	clear(@refused);
	clear(@expired);
	clear(@evicted);
}

tick-1s
/seconds == $1/
{
	exit(0);
}
