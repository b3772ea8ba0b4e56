#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-nodes.d: what queries are made of. How often each kind of node of the
 * plan was asked for a row: a sequential scan of a large table, a nested loop,
 * or a subplan that runs for each row shows by its number.
 *
 * Usage: pg-nodes.d [SECONDS [LENGTH]]	without SECONDS: until Ctrl-C;
 *					LENGTH bytes of each text: 50
 *
 *	CALLS		how often a node of that kind was asked; rows that a
 *			condition throws away do not count
 *	NODE		what kind; a scan has the table's name
 *	QUERY		text of the query
 *
 * The probes are in the executor's inner loops: it runs slower meanwhile.
 *
 * Probes: query-start, query-done, exec-*
 */
#pragma D option quiet
#pragma D option defaultargs

self string query;

dtrace:::BEGIN
{
	length = $$2 == "" ? 50 : $2;
}

postgresql*:::query-start
{
	self->query = substr(copyinstr(arg0), 0, length);
	self->on = 1;
}

postgresql*:::exec-scan
/self->on/
{
	@calls[strjoin("scan ", copyinstr(arg5)), self->query] = count();
}

postgresql*:::exec-*
/self->on && probename != "exec-scan"/
{
	@calls[substr(probename, 5), self->query] = count();
}

postgresql*:::query-done
{
	self->on = 0;
}

dtrace:::END
{
	printf("%10s  %-24s %s\n", "CALLS", "NODE", "QUERY");
	printa("%@10d  %-24s %s\n", @calls);
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
