#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * redis-errors.d: which errors clients get, for which commands.
 *
 * Usage: redis-errors.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	COUNT		how often
 *	COMMAND		full name; empty when there is no such command
 *	ERROR		the error's text
 *
 * Then the clients that get most of them, by the ID that CLIENT LIST has.
 *
 * Probe: error-reply
 */
#pragma D option quiet
#pragma D option defaultargs

redis*:::error-reply
{
	@errors[copyinstr(arg1), copyinstr(arg2, arg3)] = count();
	@clients[arg0] = count();
}

dtrace:::END
{
	printf("%8s  %-16s %s\n", "COUNT", "COMMAND", "ERROR");
	printa("%@8d  %-16s %s\n", @errors);
	trunc(@clients, 10);
	printf("\n%8s  %s\n", "COUNT", "CLIENT");
	printa("%@8d  %d\n", @clients);
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
