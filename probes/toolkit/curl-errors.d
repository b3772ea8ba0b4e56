#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * curl-errors.d: which transfers of libcurl fail, and why: in any program that
 * uses it, also when the program keeps that to itself.
 *
 * Usage: curl-errors.d [SECONDS]	until Ctrl-C
 *
 *	PROGRAM		which program
 *	RESULT		number of the error, see libcurl-errors(3)
 *	STATUS		HTTP status, 0 if there is none
 *	COUNT		how often
 *	REASON		what libcurl says about it
 *
 * Probes: transfer-start, error, transfer-done
 */
#pragma D option quiet
#pragma D option defaultargs

string reason[int, uintptr_t];

curl*:::transfer-start
{
	reason[pid, arg0] = "";
}

curl*:::error
{
	reason[pid, arg0] = copyinstr(arg1);
}

curl*:::transfer-done
/arg2 != 0/
{
	@[execname, arg2, arg3, reason[pid, arg0]] = count();
}

curl*:::transfer-done
{
	reason[pid, arg0] = 0;
}

dtrace:::END
{
	printf("%-16s %6s %6s %8s  %s\n", "PROGRAM", "RESULT", "STATUS",
	    "COUNT", "REASON");
	printa("%-16s %6d %6d %@8d  %s\n", @);
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
