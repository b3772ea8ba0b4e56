#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-locks.d: who waits for locks, for which ones, how long?
 *
 * Usage: pg-locks.d [MS]	waits of at least so many milliseconds; 10
 *
 *	PID		of the backend that waited
 *	MS		how long
 *	LOCK		what kind of lock
 *	MODE		how it was wanted
 *	OBJECT		OID of the table or object, ID of the transaction, or
 *			number of the advisory lock
 *
 * At the end: the waits by kind and mode, and those for lightweight locks by
 * name, the short ones too. WAITS counts the starts: a wait that a deadlock or
 * a timeout ends has no microseconds.
 *
 * Probes: lock-wait-start, lock-wait-done, deadlock-found, lwlock-wait-start,
 * lwlock-wait-done
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	limit = $$1 == "" ? 10 : $1;
	kind[0] = "relation";
	kind[1] = "extend";
	kind[3] = "page";
	kind[4] = "tuple";
	kind[5] = "transaction";
	kind[6] = "virtual xid";
	kind[7] = "speculative";
	kind[8] = "object";
	kind[10] = "advisory";
	mode[1] = "AccessShare";
	mode[2] = "RowShare";
	mode[3] = "RowExclusive";
	mode[4] = "ShareUpdateExclusive";
	mode[5] = "Share";
	mode[6] = "ShareRowExclusive";
	mode[7] = "Exclusive";
	mode[8] = "AccessExclusive";
	printf("%7s %8s  %-12s %-20s %10s\n", "PID", "MS", "LOCK", "MODE",
	    "OBJECT");
}

postgresql*:::lock-wait-start
{
	self->wait = timestamp;
	@waits[kind[arg4], mode[arg5]] = count();
}

postgresql*:::lock-wait-done
/self->wait/
{
	this->us = (timestamp - self->wait) / 1000;
	@longest[kind[arg4], mode[arg5]] = max(this->us);
	@us[kind[arg4], mode[arg5]] = sum(this->us);
}

postgresql*:::lock-wait-done
/self->wait && timestamp - self->wait >= limit * 1000000/
{
	printf("%7d %8d  %-12s %-20s %10d\n", pid,
	    (timestamp - self->wait) / 1000000, kind[arg4], mode[arg5],
	    arg4 == 5 ? arg0 : arg4 == 10 ? arg2 : arg1);
}

postgresql*:::lock-wait-done
{
	self->wait = 0;
}

postgresql*:::deadlock-found
{
	printf("%7d %8d  %s\n", pid, (timestamp - self->wait) / 1000000,
	    "deadlock: this one gives up");
	self->wait = 0;
}

postgresql*:::lwlock-wait-start
{
	self->light = timestamp;
	@light_waits[copyinstr(arg0)] = count();
}

postgresql*:::lwlock-wait-done
/self->light/
{
	this->us = (timestamp - self->light) / 1000;
	@light_longest[copyinstr(arg0)] = max(this->us);
	@light_us[copyinstr(arg0)] = sum(this->us);
	self->light = 0;
}

dtrace:::END
{
	printf("\n%-12s %-20s %9s %10s %12s\n", "LOCK", "MODE", "WAITS",
	    "MAX", "US");
	printa("%-12s %-20s %@9d %@10d %@12d\n", @waits, @longest, @us);
	printf("\n%-33s %9s %10s %12s\n", "LIGHTWEIGHT LOCK", "WAITS", "MAX",
	    "US");
	printa("%-33s %@9d %@10d %@12d\n", @light_waits, @light_longest,
	    @light_us);
}
