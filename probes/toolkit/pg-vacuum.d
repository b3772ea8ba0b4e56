#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-vacuum.d: what autovacuum does: which tables, how long, and which of them
 * it fails on.
 *
 * Usage: pg-vacuum.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID		of the worker
 *	MS		how long it took
 *	DIRTIED		pages that became dirty meanwhile
 *	RESULT		ok, or failed: the server's log says why
 *	TABLE		database, schema and name
 *
 * At the end: the workers' visits to databases.
 *
 * Probes: autovacuum-start, autovacuum-done, autovacuum-relation,
 * autovacuum-relation-done, mark-dirty
 */
#pragma D option quiet
#pragma D option defaultargs

self string table;

dtrace:::BEGIN
{
	printf("%7s %8s %9s %-7s %s\n", "PID", "MS", "DIRTIED", "RESULT",
	    "TABLE");
}

postgresql*:::autovacuum-start
{
	self->visit = timestamp;
}

postgresql*:::autovacuum-relation
{
	self->from = timestamp;
	self->dirtied = 0;
	self->table = strjoin(strjoin(copyinstr(arg1), "."),
	    strjoin(strjoin(copyinstr(arg2), "."), copyinstr(arg3)));
}

postgresql*:::mark-dirty
/self->from/
{
	self->dirtied++;
}

postgresql*:::autovacuum-relation-done
/self->from/
{
	printf("%7d %8d %9d %-7s %s\n", pid,
	    (timestamp - self->from) / 1000000, self->dirtied,
	    arg1 ? "ok" : "failed", self->table);
	self->from = 0;
}

postgresql*:::autovacuum-done
/self->visit/
{
	this->ms = (timestamp - self->visit) / 1000000;
	@visits[copyinstr(arg1)] = count();
	@longest[copyinstr(arg1)] = max(this->ms);
	@total[copyinstr(arg1)] = sum(this->ms);
	self->visit = 0;
}

dtrace:::END
{
	printf("\n%-24s %9s %9s %10s\n", "DATABASE", "VISITS", "MAX", "MS");
	printa("%-24s %@9d %@9d %@10d\n", @visits, @longest, @total);
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
