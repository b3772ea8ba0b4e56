#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-buffers.d: which tables and indexes need the shared buffers, and who
 * writes dirty pages: checkpoints in the background, or backends that need room
 * while a client waits.
 *
 * Usage: pg-buffers.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	DATABASE	OID, pg_database.oid; 0 for what all share
 *	FILE		number, pg_class.relfilenode
 *	WANTED		pages that were asked for
 *	READ		read from files, because they were not in the buffers
 *			(in 15 and older, arg7 here says that, not arg6)
 *	DIRTIED		clean pages that became dirty
 *	WRITTEN		dirty pages that were written
 *
 * Then the same writes by the process that made them.
 *
 * Probes: buffer-read-start, buffer-read-done, mark-dirty, buffer-flush-start,
 * buffer-checkpoint-start, buffer-checkpoint-done
 */
#pragma D option quiet
#pragma D option defaultargs

postgresql*:::buffer-read-start
{
	@wanted[arg3, arg4] = count();
}

postgresql*:::buffer-read-done
/arg6 == 0/
{
	@read[arg3, arg4] = count();
}

postgresql*:::mark-dirty
{
	@dirtied[arg4, arg5] = count();
}

postgresql*:::buffer-checkpoint-start
{
	self->checkpoint = 1;
}

postgresql*:::buffer-checkpoint-done
{
	self->checkpoint = 0;
}

postgresql*:::buffer-flush-start
{
	@written[arg3, arg4] = count();
	@writers[pid, self->checkpoint ? "checkpoint" : "backend"] = count();
}

dtrace:::END
{
	printf("%10s %10s %10s %8s %8s %8s\n", "DATABASE", "FILE", "WANTED",
	    "READ", "DIRTIED", "WRITTEN");
	printa("%10d %10d %@10d %@8d %@8d %@8d\n", @wanted, @read, @dirtied,
	    @written);
	printf("\n%10s %-10s %8s\n", "PID", "WRITER", "WRITTEN");
	printa("%10d %-10s %@8d\n", @writers);
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
