#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py_who.d: who runs which Python code?
 *
 * Usage: py_who.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	UID, PID	who
 *	CALLS		function calls
 *	FILE		whose functions they are
 *
 * Probes: function-entry
 */
#pragma D option quiet
#pragma D option defaultargs

python*:::function-entry
{
	@[uid, pid, copyinstr(arg0)] = count();
}

dtrace:::END
{
	printf("%6s %7s %10s  %s\n", "UID", "PID", "CALLS", "FILE");
	printa("%6d %7d %@10d  %s\n", @);
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
