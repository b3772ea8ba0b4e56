#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-slow.d: queries that took long, and in which of their phases. Prepared
 * statements are seen too.
 *
 * Usage: pg-slow.d [MS]	at least so many milliseconds; 100
 *
 *	PID		of the backend
 *	MS		from query-start to query-done
 *	PARSE, PLAN,
 *	EXEC		microseconds of it; with the extended protocol parsing
 *			and planning come before it, and are shown all the same
 *	QUERY		its text
 *
 * A query that ends with an error is not seen here: it is not done.
 *
 * Probes: query-start, query-done, query-parse-start, query-parse-done,
 * query-plan-start, query-plan-done, query-execute-start, query-execute-done
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	limit = $$1 == "" ? 100 : $1;
	printf("%7s %8s %9s %9s %9s  %s\n", "PID", "MS", "PARSE", "PLAN",
	    "EXEC", "QUERY");
}

postgresql*:::query-start
{
	self->start = timestamp;
}

postgresql*:::query-parse-start
{
	self->from = timestamp;
	self->parse = 0;
	self->plan = 0;
	self->exec = 0;
}

postgresql*:::query-parse-done
/self->from/
{
	self->parse = timestamp - self->from;
}

postgresql*:::query-plan-start
{
	self->from = timestamp;
}

postgresql*:::query-plan-done
/self->from/
{
	self->plan += timestamp - self->from;
}

postgresql*:::query-execute-start
{
	self->from = timestamp;
}

postgresql*:::query-execute-done
/self->from/
{
	self->exec += timestamp - self->from;
}

postgresql*:::query-done
/self->start && timestamp - self->start >= limit * 1000000/
{
	printf("%7d %8d %9d %9d %9d  %s\n", pid,
	    (timestamp - self->start) / 1000000, self->parse / 1000,
	    self->plan / 1000, self->exec / 1000, copyinstr(arg0));
}

postgresql*:::query-done
{
	self->start = 0;
	self->parse = 0;
	self->plan = 0;
	self->exec = 0;
}
