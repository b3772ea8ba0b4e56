#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pgb-wait.d: do clients of PgBouncer wait for a server, and how long?
 *
 * Usage: pgb-wait.d [SECONDS]	until Ctrl-C
 *
 *	DATABASE, USER	the pool
 *	GRANTS		how often a client got a server
 *	WAITS		how often a client had to wait
 *	FAILED		how often it waited in vain
 *	MOST		most clients that waited at the same time
 *	US, MAX		microseconds that clients waited: in all, the longest
 *
 * Then the distribution, pool by pool.
 *
 * Probes: server-assign, wait-start, wait-done
 */
#pragma D option quiet
#pragma D option defaultargs

pgbouncer*:::server-assign
{
	@grants[copyinstr(arg2), copyinstr(arg3)] = sum(1);
	@waits[copyinstr(arg2), copyinstr(arg3)] = sum(0);
	@failed[copyinstr(arg2), copyinstr(arg3)] = sum(0);
	@most[copyinstr(arg2), copyinstr(arg3)] = max(0);
	@us[copyinstr(arg2), copyinstr(arg3)] = sum(0);
	@max[copyinstr(arg2), copyinstr(arg3)] = max(0);
}

pgbouncer*:::wait-start
{
	@grants[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@waits[copyinstr(arg1), copyinstr(arg2)] = sum(1);
	@failed[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@most[copyinstr(arg1), copyinstr(arg2)] = max(arg3);
}

pgbouncer*:::wait-done
{
	@failed[copyinstr(arg1), copyinstr(arg2)] = sum(arg4 == 0);
	@us[copyinstr(arg1), copyinstr(arg2)] = sum(arg3);
	@max[copyinstr(arg1), copyinstr(arg2)] = max(arg3);
	@spread[copyinstr(arg1), copyinstr(arg2)] = quantize(arg3);
}

dtrace:::END
{
	printf("%-16s %-16s %8s %8s %8s %6s %12s %10s\n", "DATABASE", "USER",
	    "GRANTS", "WAITS", "FAILED", "MOST", "US", "MAX");
	printa("%-16s %-16s %@8d %@8d %@8d %@6d %@12d %@10d\n", @grants,
	    @waits, @failed, @most, @us, @max);
	printf("\nmicroseconds\n");
	printa(@spread);
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
