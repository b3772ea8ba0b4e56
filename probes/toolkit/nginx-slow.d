#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * nginx-slow.d: requests that took long, and who kept them waiting.
 *
 * Usage: nginx-slow.d [MS]	at least so many milliseconds; 100
 *
 *	MS		from the first byte of the request to the last one of
 *			the response, as $request_time
 *	UPSTREAM	milliseconds of them that upstreams took
 *	HELD		milliseconds that limit_req held the request back
 *	STATUS		HTTP status, 499 when the client went away
 *	BYTES		sent to the client
 *
 * What is left of MS went to the client: a slow line, or limit_rate.
 *
 * Probes: request-limit, upstream-done, request-done
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	limit = $$1 == "" ? 100 : $1;
	printf("%8s %8s %8s %6s %10s  %s\n", "MS", "UPSTREAM", "HELD",
	    "STATUS", "BYTES", "REQUEST");
}

nginx*:::request-limit
/arg3 > 0/
{
	held[pid, arg0] = arg3;
}

nginx*:::upstream-done
{
	upstream[pid, arg0] += arg5;
}

nginx*:::request-done
/arg5 >= limit/
{
	printf("%8d %8d %8d %6d %10d  %s %s\n", arg5, upstream[pid, arg0],
	    held[pid, arg0], arg1, arg4, copyinstr(arg6, arg7),
	    copyinstr(arg2, arg3));
}

nginx*:::request-done
{
	held[pid, arg0] = 0;
	upstream[pid, arg0] = 0;
}
