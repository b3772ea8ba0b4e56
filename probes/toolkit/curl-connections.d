#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * curl-connections.d: do programs with libcurl use their connections again?
 *
 * Usage: curl-connections.d [SECONDS]	until Ctrl-C
 *
 *	PROGRAM		which program
 *	HOST		the host that it connects to
 *	NEW		transfers that got a new connection
 *	REUSED		transfers that got one that was there
 *	RETRIED		requests that were sent once more, because a connection
 *			that was reused had died
 *
 * Probes: connection-new, connection-reuse, retry, transfer-done
 */
#pragma D option quiet
#pragma D option defaultargs

string host[int, uintptr_t];

curl*:::connection-new
{
	@new[execname, copyinstr(arg2)] = sum(1);
	@reused[execname, copyinstr(arg2)] = sum(0);
	@retried[execname, copyinstr(arg2)] = sum(0);
}

curl*:::connection-reuse
{
	host[pid, arg0] = copyinstr(arg2);
	@new[execname, copyinstr(arg2)] = sum(0);
	@reused[execname, copyinstr(arg2)] = sum(1);
	@retried[execname, copyinstr(arg2)] = sum(0);
}

curl*:::retry
/host[pid, arg0] != NULL/
{
	@retried[execname, host[pid, arg0]] = sum(1);
}

curl*:::transfer-done
{
	host[pid, arg0] = 0;
}

dtrace:::END
{
	printf("%-16s %-32s %8s %8s %8s\n", "PROGRAM", "HOST", "NEW",
	    "REUSED", "RETRIED");
	printa("%-16s %-32s %@8d %@8d %@8d\n", @new, @reused, @retried);
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
