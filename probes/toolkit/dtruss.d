#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * dtruss.d: the system calls of a process, each with what it was given, what it
 * gave and how long it took.
 *
 * Usage: dtruss.d -c COMMAND	or -p PID
 *
 *	TID		which thread
 *	US		microseconds, waiting included
 *	CALL		the call, its first three arguments, its result, and the
 *			error's number when it failed; a path is shown as text
 *
 * Then how often each call was made, and how often it failed.
 *
 * Probes: syscall:::entry, syscall:::return
 */
#pragma D option quiet
#pragma D option switchrate=10hz

dtrace:::BEGIN
{
	printf("%7s %8s  %s\n", "TID", "US", "CALL");
}

syscall:::entry
/pid == $target/
{
	self->start = timestamp;
	self->a = arg0;
	self->b = arg1;
	self->c = arg2;
}

/* Calls whose first, and whose second argument is a path. */
syscall::open:return, syscall::access:return, syscall::stat:return,
syscall::lstat:return, syscall::readlink:return, syscall::unlink:return,
syscall::mkdir:return, syscall::rmdir:return, syscall::chdir:return,
syscall::chmod:return, syscall::statfs:return
/self->start/
{
	printf("%7d %8d  %s(\"%S\", 0x%x, 0x%x) = %d", tid,
	    (timestamp - self->start) / 1000, probefunc, copyinstr(self->a),
	    self->b, self->c, (int64_t)arg0);
	self->shown = 1;
}

syscall::openat:return, syscall::faccessat:return, syscall::newfstatat:return,
syscall::readlinkat:return, syscall::unlinkat:return, syscall::statx:return,
syscall::mkdirat:return, syscall::faccessat2:return
/self->start/
{
	printf("%7d %8d  %s(%d, \"%S\", 0x%x) = %d", tid,
	    (timestamp - self->start) / 1000, probefunc, (int)self->a,
	    copyinstr(self->b), self->c, (int64_t)arg0);
	self->shown = 1;
}

syscall:::return
/self->start && !self->shown/
{
	printf("%7d %8d  %s(0x%x, 0x%x, 0x%x) = %d", tid,
	    (timestamp - self->start) / 1000, probefunc, self->a, self->b,
	    self->c, (int64_t)arg0);
}

syscall:::return
/self->start/
{
	if (errno)
		printf(" error %d\n", errno);
	else
		printf("\n");
}

syscall:::return
/self->start/
{
	@calls[probefunc] = count();
	@failed[probefunc] = sum(errno != 0);
	self->start = 0;
	self->shown = 0;
}

dtrace:::END
{
	printf("\n%-24s %8s %8s\n", "CALL", "COUNT", "FAILED");
	printa("%-24s %@8d %@8d\n", @calls, @failed);
}
