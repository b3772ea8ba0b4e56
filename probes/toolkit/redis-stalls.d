#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * redis-stalls.d: when did the whole server stand still, and why? Redis has
 * one thread for all clients; while it forks, waits for the disk, or runs one
 * long command, nobody is served.
 *
 * Usage: redis-stalls.d [US]	at least so many microseconds; 10000
 *
 *	SECONDS		since the start
 *	PID		of the server
 *	US		how long, in microseconds
 *	WHAT		fork for RDB, fork for AOF, fsync of the AOF (only
 *			appendfsync always makes clients wait for it), command
 *
 * fsync in background (appendfsync everysec) holds clients up only when it
 * takes more than two seconds. At the end: all stalls by kind, the short too.
 *
 * Probes: rdb-save-start, aof-rewrite-start, aof-fsync, command-done
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	limit = $$1 == "" ? 10000 : $1;
	began = timestamp;
	printf("%8s %7s %10s  %s\n", "SECONDS", "PID", "US", "WHAT");
}

redis*:::rdb-save-start
/arg0/
{
	self->us = arg2;
	self->what = "fork for RDB";
}

redis*:::aof-rewrite-start
{
	self->us = arg1;
	self->what = "fork for AOF";
}

redis*:::aof-fsync
{
	self->us = arg0;
	self->what = arg1 ? "fsync in background" : "fsync of the AOF";
}

redis*:::command-done
{
	self->us = arg2;
	self->what = copyinstr(arg1);
}

redis*:::rdb-save-start,
redis*:::aof-rewrite-start,
redis*:::aof-fsync
/self->us/
{
	@count[self->what] = count();
	@longest[self->what] = max(self->us);
	@total[self->what] = sum(self->us);
}

redis*:::command-done
{
	@count["commands"] = count();
	@longest["commands"] = max(arg2);
	@total["commands"] = sum(arg2);
}

redis*:::rdb-save-start,
redis*:::aof-rewrite-start,
redis*:::aof-fsync,
redis*:::command-done
/self->us >= limit/
{
	printf("%8d %7d %10d  %s\n", (timestamp - began) / 1000000000, pid,
	    self->us, self->what);
}

redis*:::rdb-save-start,
redis*:::aof-rewrite-start,
redis*:::aof-fsync,
redis*:::command-done
{
	self->us = 0;
}

dtrace:::END
{
	printf("\n%-24s %10s %10s %12s\n", "WHAT", "COUNT", "MAX", "US");
	printa("%-24s %@10d %@10d %@12d\n", @count, @longest, @total);
}
