#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * sqlite-locks.d: who keeps SQLite's databases from being written, how long,
 * and who waits meanwhile.
 *
 * Usage: sqlite-locks.d [SECONDS]	until Ctrl-C
 *
 *	FILE		database
 *	PROGRAM		which program
 *	WRITES		write transactions that it began
 *	HELD, MAX	milliseconds that they kept others from writing: in
 *			all, the longest
 *	WAITS		how often it waited for others
 *	WAITED		milliseconds that it waited
 *	FAILED		how often it gave up: "database is locked"
 *
 * Probes: transaction-begin, transaction-rollback, commit-done, busy-start,
 * busy-done
 */
#pragma D option quiet
#pragma D option defaultargs

int64_t began[int, uintptr_t];
self int64_t busy;

sqlite*:::transaction-begin
{
	began[pid, arg0] = timestamp;
	@writes[copyinstr(arg1), execname] = sum(1);
	@held[copyinstr(arg1), execname] = sum(0);
	@max[copyinstr(arg1), execname] = max(0);
	@waits[copyinstr(arg1), execname] = sum(0);
	@waited[copyinstr(arg1), execname] = sum(0);
	@failed[copyinstr(arg1), execname] = sum(0);
}

sqlite*:::transaction-rollback
/began[pid, arg0]/
{
	@held[copyinstr(arg1), execname] =
	    sum((timestamp - began[pid, arg0]) / 1000000);
	@max[copyinstr(arg1), execname] =
	    max((timestamp - began[pid, arg0]) / 1000000);
	began[pid, arg0] = 0;
}

sqlite*:::commit-done
/began[pid, arg0] && arg2 == 0/
{
	@held[copyinstr(arg1), execname] =
	    sum((timestamp - began[pid, arg0]) / 1000000);
	@max[copyinstr(arg1), execname] =
	    max((timestamp - began[pid, arg0]) / 1000000);
	began[pid, arg0] = 0;
}

sqlite*:::busy-start
{
	self->busy = timestamp;
}

sqlite*:::busy-done
/self->busy/
{
	@writes[copyinstr(arg1), execname] = sum(0);
	@held[copyinstr(arg1), execname] = sum(0);
	@max[copyinstr(arg1), execname] = max(0);
	@waits[copyinstr(arg1), execname] = sum(arg2);
	@waited[copyinstr(arg1), execname] =
	    sum((timestamp - self->busy) / 1000000);
	@failed[copyinstr(arg1), execname] = sum(arg2 == 0);
	self->busy = 0;
}

dtrace:::END
{
	printf("%-32s %-14s %6s %8s %8s %6s %8s %6s\n", "FILE", "PROGRAM",
	    "WRITES", "HELD", "MAX", "WAITS", "WAITED", "FAILED");
	printa("%-32s %-14s %@6d %@8d %@8d %@6d %@8d %@6d\n", @writes, @held,
	    @max, @waits, @waited, @failed);
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
