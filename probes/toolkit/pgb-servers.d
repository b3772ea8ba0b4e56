#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pgb-servers.d: how busy the servers of PgBouncer's pools are, and why they
 * are disconnected.
 *
 * Usage: pgb-servers.d [SECONDS]	until Ctrl-C
 *
 *	DATABASE, USER	the pool
 *	LOGINS		servers that were connected
 *	LOGIN US	microseconds that took, on average
 *	USES		how often a client had one
 *	HELD US		microseconds that clients had one, in all
 *	QUERY US	microseconds of that in which queries ran: the rest, in
 *			a session or transaction, the client did something else
 *
 * Then the reasons for which servers and clients were disconnected.
 *
 * Probes: server-login, server-assign, server-release, server-disconnect,
 * client-disconnect, query-start, query-done, wait-done
 */
#pragma D option quiet
#pragma D option defaultargs

uint64_t since[uintptr_t];
int64_t waited[uintptr_t];

pgbouncer*:::server-login
{
	@logins[copyinstr(arg1), copyinstr(arg2)] = sum(1);
	@login[copyinstr(arg1), copyinstr(arg2)] = avg(arg3);
	@uses[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@held[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@query[copyinstr(arg1), copyinstr(arg2)] = sum(0);
}

pgbouncer*:::server-assign
{
	since[arg1] = timestamp;
	@uses[copyinstr(arg2), copyinstr(arg3)] = sum(1);
}

pgbouncer*:::server-release
/since[arg1]/
{
	@held[copyinstr(arg2), copyinstr(arg3)] =
	    sum((timestamp - since[arg1]) / 1000);
	since[arg1] = 0;
}

pgbouncer*:::query-start
{
	waited[arg0] = 0;
}

pgbouncer*:::wait-done
{
	waited[arg0] = arg3;
}

pgbouncer*:::query-done
{
	@query[copyinstr(arg2), copyinstr(arg3)] = sum(arg4 - waited[arg0]);
	waited[arg0] = 0;
}

pgbouncer*:::server-disconnect
{
	@why["server", copyinstr(arg3)] = count();
	since[arg0] = 0;
}

pgbouncer*:::client-disconnect
{
	@why["client", copyinstr(arg3)] = count();
}

dtrace:::END
{
	printf("%-16s %-16s %7s %9s %8s %12s %12s\n", "DATABASE", "USER",
	    "LOGINS", "LOGIN US", "USES", "HELD US", "QUERY US");
	printa("%-16s %-16s %@7d %@9d %@8d %@12d %@12d\n", @logins, @login,
	    @uses, @held, @query);
	printf("\n%10s  %-8s %s\n", "COUNT", "WHO", "REASON");
	printa("%@10d  %-8s %s\n", @why);
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
