#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * memcached-slow.d: commands that took long, each with its first line.
 *
 * Usage: memcached-slow.d [US]	at least so many microseconds; 1000
 *
 *	US		from the parsed line to the response; of a command with
 *			data, the wait for the rest of it is counted too
 *	CONN		the connection's file descriptor
 *	BYTES		of the response; 0 when there is none
 *	REQUEST		its first line; of the binary protocol, the first
 *			bytes, escaped
 *
 * Then the distribution of the nanoseconds of all commands.
 *
 * Probes: process-command-start, process-command-end
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option dynvarsize=16m

dtrace:::BEGIN
{
	limit = $$1 == "" ? 1000 : $1;
	printf("%10s %6s %8s  %s\n", "US", "CONN", "BYTES", "REQUEST");
}

memcached*:::process-command-start
{
	at[pid, arg0] = timestamp;
	request[pid, arg0] = strtok(copyinstr(arg1), "\r\n");
}

memcached*:::process-command-end
/at[pid, arg0] && timestamp - at[pid, arg0] >= limit * 1000/
{
	printf("%10d %6d %8d  %S\n", (timestamp - at[pid, arg0]) / 1000, arg0,
	    arg2, request[pid, arg0]);
}

memcached*:::process-command-end
/at[pid, arg0]/
{
	@["nanoseconds"] = quantize(timestamp - at[pid, arg0]);
	at[pid, arg0] = 0;
	request[pid, arg0] = 0;
}
