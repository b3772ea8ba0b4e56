#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rwbypid.d: which processes read and write how much, by system calls: files,
 * sockets, pipes and terminals alike.
 *
 * Usage: rwbypid.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID, COMM	who
 *	D		the direction: R or W
 *	CALLS, BYTES	how often, and how much in all
 *
 * Probes: syscall::*read*:return, syscall::*write*:return
 */
#pragma D option quiet
#pragma D option defaultargs

syscall::read:return, syscall::readv:return,
syscall::pread64:return, syscall::preadv:return
/pid != $pid && (int64_t)arg0 >= 0/
{
	@calls[pid, execname, "R"] = count();
	@bytes[pid, execname, "R"] = sum(arg0);
}

syscall::write:return, syscall::writev:return,
syscall::pwrite64:return, syscall::pwritev:return
/pid != $pid && (int64_t)arg0 >= 0/
{
	@calls[pid, execname, "W"] = count();
	@bytes[pid, execname, "W"] = sum(arg0);
}

dtrace:::END
{
	printf("%7s %-16s %1s %10s %14s\n", "PID", "COMM", "D", "CALLS",
	    "BYTES");
	printa("%7d %-16s %1s %@10d %@14d\n", @calls, @bytes);
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
