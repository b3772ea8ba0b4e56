#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * nginx-requests.d: which URIs are asked for, how they are answered, how long
 * that takes.
 *
 * Usage: nginx-requests.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	URI		as the client sent it, with arguments
 *	STATUS		HTTP status, 499 when the client went away
 *	REQUESTS	how many
 *	BYTES		sent, all together
 *	AVG, MAX	milliseconds from the first byte to the last one
 *
 * Then the distribution of the milliseconds, for the ten slowest URIs.
 *
 * Probes: request-done
 */
#pragma D option quiet
#pragma D option defaultargs

nginx*:::request-done
{
	this->uri = copyinstr(arg2, arg3);
	@requests[this->uri, arg1] = count();
	@bytes[this->uri, arg1] = sum(arg4);
	@average[this->uri, arg1] = avg(arg5);
	@longest[this->uri, arg1] = max(arg5);
	@ms[this->uri] = quantize(arg5);
}

dtrace:::END
{
	printf("%-36s %6s %9s %12s %6s %6s\n", "URI", "STATUS", "REQUESTS",
	    "BYTES", "AVG", "MAX");
	printa("%-36s %6d %@9d %@12d %@6d %@6d\n", @requests, @bytes,
	    @average, @longest);
	trunc(@ms, 10);
	printf("\nmilliseconds\n");
	printa(@ms);
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
