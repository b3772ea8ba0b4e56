#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-count.d: how often what is called, made and freed in Python programs.
 *
 * Usage: py-count.d [SECONDS]	until Ctrl-C
 *
 *	COUNT		calls, or instances
 *	FUNCTION	file and name; of what is not Python: its owner and name
 *	CLASS		module and name, of instances made; LEFT of them were
 *			not freed meanwhile
 *
 * Probes: function-entry, c-call-entry, instance-new-done,
 *	instance-delete-start
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

python*:::function-entry
/arg3 == 0/
{
	@functions[basename(copyinstr(arg0)), copyinstr(arg1)] = count();
}

python*:::c-call-entry
{
	@calls[copyinstr(arg1), copyinstr(arg0)] = count();
}

python*:::instance-new-done
{
	@made[copyinstr(arg1), copyinstr(arg0)] = count();
	@left[copyinstr(arg1), copyinstr(arg0)] = sum(1);
}

python*:::instance-delete-start
{
	@left[copyinstr(arg1), copyinstr(arg0)] = sum(-1);
}

dtrace:::END
{
	printf("%10s  %s\n", "COUNT", "FUNCTION");
	printa("%@10d  %s:%s\n", @functions);
	printf("\n%10s  %s\n", "COUNT", "NOT PYTHON");
	printa("%@10d  %s.%s\n", @calls);
	printf("\n%10s %10s  %s\n", "COUNT", "LEFT", "CLASS");
	printa("%@10d %@10d  %s.%s\n", @made, @left);
}
