#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * lua-calls.d: which functions are called most, Lua's and C's.
 *
 * Usage: lua-calls.d [SECONDS]	until Ctrl-C
 *
 *	CHUNK, LINE	where it is defined; [C] is a function in C
 *	FUNCTION	its name, "?" if the call does not tell
 *	COUNT		calls
 *	ERRORS		calls that an error left
 *
 * Probes: function-entry, function-return, cfunction-entry, cfunction-return
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

lua*:::function-entry
{
	@count[copyinstr(arg2), arg3, copyinstr(arg1)] = count();
}

lua*:::function-return
{
	@errors[copyinstr(arg2), arg3, copyinstr(arg1)] = sum(arg4 == 2);
}

lua*:::cfunction-entry
{
	@count["[C]", 0, copyinstr(arg1)] = count();
}

lua*:::cfunction-return
{
	@errors["[C]", 0, copyinstr(arg1)] = sum(arg4 == 2);
}

dtrace:::END
{
	printf("%-24s %5s %-24s %10s %8s\n", "CHUNK", "LINE", "FUNCTION",
	    "COUNT", "ERRORS");
	printa("%-24s %5d %-24s %@10d %@8d\n", @count, @errors);
}
