#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * haproxy-slow.d: requests that took long, and where the time went.
 *
 * Usage: haproxy-slow.d [MS]	at least so many milliseconds; 100
 *
 *	MS		the whole request, %Tt of the log
 *	QUEUE		milliseconds of them that it waited for a server
 *	CONNECT		until the server was connected, retries included
 *	ANSWER		until the server had answered
 *	TRIES		connections that failed
 *	STATUS		HTTP status, 0 for TCP, -1 when none was sent
 *	END		how it ended, as in the log: -- is well
 *
 * What is left of MS went to the transfer, or to a client that was slow.
 *
 * Probes: request-start, queue-leave, connect-done, response-start, stream-done
 */
#pragma D option quiet
#pragma D option defaultargs

string request[int, uint64_t];

dtrace:::BEGIN
{
	limit = $$1 == "" ? 100 : $1;
	printf("%8s %8s %8s %8s %5s %6s %3s  %-24s %s\n", "MS", "QUEUE",
	    "CONNECT", "ANSWER", "TRIES", "STATUS", "END", "SERVER",
	    "REQUEST");
}

haproxy*:::request-start
{
	request[pid, arg0] = strjoin(strjoin(copyinstr(arg2, arg3), " "),
	    copyinstr(arg4, arg5));
}

haproxy*:::queue-leave
{
	waited[pid, arg0] += arg4;
}

haproxy*:::connect-done
{
	connected[pid, arg0] = arg3;
	tries[pid, arg0] += copyinstr(arg4) != "";
}

haproxy*:::response-start
{
	answered[pid, arg0] = arg4;
}

haproxy*:::stream-done
/arg8 / 1000 >= limit/
{
	printf("%8d %8d %8d %8d %5d %6d %3s  %-24s %s\n", arg8 / 1000,
	    waited[pid, arg0], connected[pid, arg0], answered[pid, arg0],
	    tries[pid, arg0], (int)arg4, copyinstr(arg5),
	    strjoin(strjoin(copyinstr(arg2), "/"), copyinstr(arg3)),
	    request[pid, arg0]);
}

haproxy*:::stream-done
{
	request[pid, arg0] = 0;
	waited[pid, arg0] = 0;
	connected[pid, arg0] = 0;
	tries[pid, arg0] = 0;
	answered[pid, arg0] = 0;
}
