#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-checkpoints.d: each checkpoint: why, how much, and what takes the time.
 *
 * Usage: pg-checkpoints.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SECONDS		since the start of the script
 *	WHY		time (checkpoint_timeout), wal (max_wal_size), shutdown,
 *			recovery, or request: CHECKPOINT, a backup, ...
 *	BUFFERS		written by it
 *	SLRU, WRITE,
 *	SYNC, MS	milliseconds: for commit log and the like, to write
 *			buffers (spread out, if time is the reason), to sync
 *			files, and all together
 *	WAL+ WAL-	WAL files that it made, and removed or recycled
 *
 * Probes: checkpoint-start, checkpoint-done, clog-checkpoint-start,
 * multixact-checkpoint-done, buffer-checkpoint-sync-start,
 * buffer-checkpoint-done
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	began = timestamp;
	printf("%7s %-8s %8s %7s %7s %7s %8s %5s %5s\n", "SECONDS", "WHY",
	    "BUFFERS", "SLRU", "WRITE", "SYNC", "MS", "WAL+", "WAL-");
}

postgresql*:::checkpoint-start
{
	self->start = timestamp;
	self->slru = timestamp;
	self->write = timestamp;
	self->sync = timestamp;
	self->done = timestamp;
	self->why = arg0 & 1 ? "shutdown" : arg0 & 2 ? "recovery" :
	    arg0 & 128 ? "wal" : arg0 & 256 ? "time" : "request";
}

postgresql*:::clog-checkpoint-start
{
	self->slru = timestamp;
}

postgresql*:::multixact-checkpoint-done
{
	self->write = timestamp;
}

postgresql*:::buffer-checkpoint-sync-start
{
	self->sync = timestamp;
}

postgresql*:::buffer-checkpoint-done
{
	self->done = timestamp;
}

postgresql*:::checkpoint-done
/self->start/
{
	printf("%7d %-8s %8d %7d %7d %7d %8d %5d %5d\n",
	    (timestamp - began) / 1000000000, self->why, arg0,
	    (self->write - self->slru) / 1000000,
	    (self->sync - self->write) / 1000000,
	    (self->done - self->sync) / 1000000,
	    (timestamp - self->start) / 1000000, arg2, arg3 + arg4);
	self->start = 0;
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
