#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * opensnoop.d: every file that is opened, or cannot be.
 *
 * Usage: opensnoop.d [NAME]	only by programs of that name; until Ctrl-C
 *
 *	PID, COMM	who
 *	FD		the descriptor; -1 when it failed
 *	ERR		the error's number; 0 when it worked
 *	PATH		as the program gave it
 *
 * Probes: syscall::open:, syscall::openat:
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option switchrate=10hz

dtrace:::BEGIN
{
	printf("%7s %-16s %4s %4s %s\n", "PID", "COMM", "FD", "ERR", "PATH");
}

/* The path may not be in memory yet at the entry; at the return it is. */
syscall::open:entry
/pid != $pid && ($$1 == "" || execname == $$1)/
{
	self->path = arg0;
}

syscall::openat:entry
/pid != $pid && ($$1 == "" || execname == $$1)/
{
	self->path = arg1;
}

syscall::open:return,
syscall::openat:return
/self->path/
{
	printf("%7d %-16s %4d %4d %s\n", pid, execname, arg0, errno,
	    copyinstr(self->path));
	self->path = 0;
}
