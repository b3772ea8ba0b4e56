#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * redis-commands.d: which commands the server spends its time on.
 *
 * Usage: redis-commands.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	CALLS		how often it ran, in scripts and transactions too
 *	FAILED		how many of them replied with an error
 *	AVG, MAX	microseconds that one ran
 *	TOTAL		microseconds of all; a script's commands count for
 *			themselves and for the script
 *
 * Then the distribution of the microseconds, for the five that took most.
 *
 * Probe: command-done
 */
#pragma D option quiet
#pragma D option defaultargs

redis*:::command-done
{
	this->name = copyinstr(arg1);
	@total[this->name] = sum(arg2);
	@calls[this->name] = count();
	@failed[this->name] = sum(arg3);
	@average[this->name] = avg(arg2);
	@longest[this->name] = max(arg2);
	@us[this->name] = quantize(arg2);
}

dtrace:::END
{
	printf("%-24s %10s %10s %8s %8s %10s\n", "COMMAND", "TOTAL", "CALLS",
	    "FAILED", "AVG", "MAX");
	printa("%-24s %@10d %@10d %@8d %@8d %@10d\n", @total, @calls, @failed,
	    @average, @longest);
	trunc(@us, 5);
	printf("\nmicroseconds\n");
	printa(@us);
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
