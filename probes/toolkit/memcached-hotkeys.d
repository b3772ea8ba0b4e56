#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memcached-hotkeys.d: the ten keys that are fetched most, that are fetched
 * in vain most, and that are changed most.
 *
 * Usage: memcached-hotkeys.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	FETCHED		times that a client asked for the key (get, mg, ...)
 *	MISSED		times that it was not there
 *	CHANGED		times that it was stored, counted up or down, touched,
 *			or deleted
 *
 * Probes: command-*
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option aggsortrev

memcached*:::command-get
{
	@fetched[copyinstr(arg1, arg2)] = count();
}

memcached*:::command-get
/arg3 == -1/
{
	@missed[copyinstr(arg1, arg2)] = count();
}

memcached*:::command-set,
memcached*:::command-add,
memcached*:::command-replace,
memcached*:::command-append,
memcached*:::command-prepend,
memcached*:::command-cas,
memcached*:::command-touch
/arg3 != -1/
{
	@changed[copyinstr(arg1, arg2)] = count();
}

memcached*:::command-incr,
memcached*:::command-decr,
memcached*:::command-delete
{
	@changed[copyinstr(arg1, arg2)] = count();
}

dtrace:::END
{
	trunc(@fetched, 10);
	trunc(@missed, 10);
	trunc(@changed, 10);
	printf("%10s  %s\n", "FETCHED", "KEY");
	printa("%@10d  %s\n", @fetched);
	printf("\n%10s  %s\n", "MISSED", "KEY");
	printa("%@10d  %s\n", @missed);
	printf("\n%10s  %s\n", "CHANGED", "KEY");
	printa("%@10d  %s\n", @changed);
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
