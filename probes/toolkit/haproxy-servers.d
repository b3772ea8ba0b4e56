#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * haproxy-servers.d: what each server does, and what it keeps clients waiting.
 *
 * Usage: haproxy-servers.d [SECONDS]	until Ctrl-C
 *
 *	STREAMS		how often it was chosen
 *	BUSY		most streams that it had at the same time
 *	NEW, REUSED	connections that were made, that were there
 *	FAILED		connections that could not be made
 *	CONNECT		milliseconds to connect: the longest
 *	ANSWERS, 5XX	responses, and those with a status of 500 and more
 *	AVG, MAX	milliseconds until it had answered
 *
 * Then how long streams waited in queues, backend by backend.
 *
 * Probes: server-assign, connect-start, connect-reuse, connect-done,
 * response-start, queue-leave
 */
#pragma D option quiet
#pragma D option defaultargs

haproxy*:::server-assign
{
	@streams[copyinstr(arg1), copyinstr(arg2)] = count();
	@busy[copyinstr(arg1), copyinstr(arg2)] = max(arg4);
	@new[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@reused[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@failed[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@connect[copyinstr(arg1), copyinstr(arg2)] = max(0);
	@answers[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@errors[copyinstr(arg1), copyinstr(arg2)] = sum(0);
	@longest[copyinstr(arg1), copyinstr(arg2)] = max(0);
}

haproxy*:::connect-start
{
	@new[copyinstr(arg1), copyinstr(arg2)] = sum(1);
}

haproxy*:::connect-reuse
{
	@reused[copyinstr(arg1), copyinstr(arg2)] = sum(1);
}

haproxy*:::connect-done
{
	@failed[copyinstr(arg1), copyinstr(arg2)] = sum(copyinstr(arg4) != "");
	@connect[copyinstr(arg1), copyinstr(arg2)] = max(arg3);
}

haproxy*:::response-start
{
	@answers[copyinstr(arg1), copyinstr(arg2)] = sum(1);
	@errors[copyinstr(arg1), copyinstr(arg2)] = sum(arg3 >= 500);
	@average[copyinstr(arg1), copyinstr(arg2)] = avg(arg4);
	@longest[copyinstr(arg1), copyinstr(arg2)] = max(arg4);
}

haproxy*:::queue-leave
{
	@queue[copyinstr(arg1), arg3 ? "served" : "in vain"] = quantize(arg4);
}

dtrace:::END
{
	printf("%-12s %-12s %8s %5s %6s %7s %6s %7s %8s %6s %6s %6s\n",
	    "BACKEND", "SERVER", "STREAMS", "BUSY", "NEW", "REUSED", "FAILED",
	    "CONNECT", "ANSWERS", "5XX", "AVG", "MAX");
	printa("%-12s %-12s %@8d %@5d %@6d %@7d %@6d %@7d %@8d %@6d %@6d %@6d\n",
	    @streams, @busy, @new, @reused, @failed, @connect, @answers,
	    @errors, @average, @longest);
	printf("\nmilliseconds in queues\n");
	printa(@queue);
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
