#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-exceptions.d: which exceptions Python programs raise, also those that are
 * caught and never heard of.
 *
 * Usage: py-exceptions.d [SECONDS]	until Ctrl-C
 *
 *	COUNT		how often
 *	EXCEPTION	its class, and what it says when that is a string
 *	WHERE		where it is raised; below, where it is handled
 *
 * Probes: exception-raise, exception-handled
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

python*:::exception-raise
{
	@raised[copyinstr(arg0), copyinstr(arg1), copyinstr(arg3),
	    basename(copyinstr(arg2)), arg4] = count();
}

python*:::exception-handled
{
	@handled[copyinstr(arg0), copyinstr(arg3), basename(copyinstr(arg2)),
	    arg4] = count();
}

dtrace:::END
{
	printf("%10s  %-44s %s\n", "COUNT", "EXCEPTION", "WHERE");
	printa("%@10d  %s: %s\n%58s (%s:%d)\n", @raised);
	printf("\n%10s  %-44s %s\n", "COUNT", "HANDLED", "WHERE");
	printa("%@10d  %-44s %s (%s:%d)\n", @handled);
}
