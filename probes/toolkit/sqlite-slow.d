#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sqlite-slow.d: statements that took long, in any program with SQLite, and
 * what they did in that time.
 *
 * Usage: sqlite-slow.d [MS]	at least so many milliseconds; 100
 *
 *	MS		milliseconds from its first step to its end; the time
 *			that the program takes for each row is in it
 *	WAIT		how many of them it waited for the locks of others
 *	ROWS		rows that it returned or changed
 *	SCANNED		steps of scans through whole tables: many, for few rows,
 *			want an index
 *	SORTS		how often it had to sort
 *	INDEXED		rows that it put into automatic indexes
 *	PROGRAM		which program
 *	SQL		the statement
 *
 * Probes: statement-start, statement-done, busy-start, busy-done
 */
#pragma D option quiet
#pragma D option defaultargs

int64_t began[int, uintptr_t];
int64_t before[int, uintptr_t];	/* what its thread had waited before */
self int64_t busy;
self int64_t waited;

dtrace:::BEGIN
{
	limit = $$1 == "" ? 100 : $1;
	printf("%8s %6s %8s %9s %5s %8s %-14s %s\n", "MS", "WAIT", "ROWS",
	    "SCANNED", "SORTS", "INDEXED", "PROGRAM", "SQL");
}

sqlite*:::statement-start
{
	began[pid, arg0] = timestamp;
	before[pid, arg0] = self->waited;
}

sqlite*:::busy-start
{
	self->busy = timestamp;
}

sqlite*:::busy-done
/self->busy/
{
	self->waited += timestamp - self->busy;
	self->busy = 0;
}

sqlite*:::statement-done
/began[pid, arg0] && timestamp - began[pid, arg0] >= limit * 1000000/
{
	printf("%8d %6d %8d %9d %5d %8d %-14s %s\n",
	    (timestamp - began[pid, arg0]) / 1000000,
	    (self->waited - before[pid, arg0]) / 1000000,
	    arg4 + arg5, arg7, arg8, arg9, execname, copyinstr(arg1));
}

sqlite*:::statement-done
{
	began[pid, arg0] = 0;
	before[pid, arg0] = 0;
}
