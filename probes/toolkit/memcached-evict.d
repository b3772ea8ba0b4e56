#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memcached-evict.d: is the cache too small, and for which size of item?
 *
 * Usage: memcached-evict.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	CLASS		slab class; `stats slabs` says how large its items are
 *	EVICTED		good items thrown out to make room
 *	BYTES		of data that they had
 *	MINAGE, AVGAGE	seconds since the last use that was noted: a small age
 *			means that items go before anybody comes back for them
 *	UNUSED%		part of them that nobody ever fetched
 *	EXPIRED		items found to have expired, or flushed
 *	FAILED		items that were not stored: no room at all
 *
 * Then the distribution of the ages of evicted items.
 *
 * Probes: item-evict, item-expire, item-alloc-failed
 */
#pragma D option quiet
#pragma D option defaultargs

memcached*:::item-evict
{
	@evicted[arg3] = count();
	@bytes[arg3] = sum(arg2);
	@youngest[arg3] = min(arg4);
	@age[arg3] = avg(arg4);
	@unused[arg3] = avg(arg5 ? 0 : 100);
	@ages[arg3] = quantize(arg4);
}

memcached*:::item-expire
{
	@expired[arg3] = count();
}

memcached*:::item-alloc-failed
{
	@failed[arg3] = count();
}

dtrace:::END
{
	printf("%5s %9s %12s %7s %7s %8s %9s %9s\n", "CLASS", "EVICTED",
	    "BYTES", "MINAGE", "AVGAGE", "UNUSED%", "EXPIRED", "FAILED");
	printa("%5d %@9d %@12d %@7d %@7d %@8d %@9d %@9d\n", @evicted, @bytes,
	    @youngest, @age, @unused, @expired, @failed);
	printf("\nseconds since the last use, by class\n");
	printa(@ages);
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
