#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pgb-slow.d: queries through PgBouncer that took long, and how much of that
 * was waiting for a server.
 *
 * Usage: pgb-slow.d [MS]	at least so many milliseconds; 100
 *
 *	MS		milliseconds from the client's request to the answer
 *	WAIT		how many of them it waited for a server
 *	DATABASE, USER	whose query it is
 *	QUERY		its text, when it came with this request
 *
 * Probes: query-start, query-done, wait-done
 */
#pragma D option quiet
#pragma D option defaultargs

string query[uintptr_t];
int64_t waited[uintptr_t];

dtrace:::BEGIN
{
	limit = $$1 == "" ? 100 : $1;
	printf("%8s %8s %-12s %-12s %s\n", "MS", "WAIT", "DATABASE", "USER",
	    "QUERY");
}

pgbouncer*:::query-start
{
	query[arg0] = arg5 ? copyinstr(arg4, arg5) : "";
	waited[arg0] = 0;
}

pgbouncer*:::wait-done
{
	waited[arg0] = arg3;
}

pgbouncer*:::query-done
/arg4 >= limit * 1000/
{
	printf("%8d %8d %-12s %-12s %s\n", arg4 / 1000, waited[arg0] / 1000,
	    copyinstr(arg2), copyinstr(arg3), query[arg0]);
}

pgbouncer*:::query-done
{
	query[arg0] = 0;
	waited[arg0] = 0;
}
