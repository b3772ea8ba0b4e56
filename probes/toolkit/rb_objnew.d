#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * rb_objnew.d: which objects do Ruby programs make?
 *
 * Usage: rb_objnew.d [SECONDS]	all that run, until Ctrl-C; with -c COMMAND
 *				that one from its start, until it ends
 *
 *	COUNT		how many
 *	FILE, CLASS	made where, of which class; arrays, hashes and strings
 *			that the interpreter makes itself are counted apart
 *
 * Probes: object-create, array-create, hash-create, string-create
 */
#pragma D option quiet
#pragma D option defaultargs

ruby*:::object-create
{
	@[basename(copyinstr(arg1)), copyinstr(arg0)] = count();
}

ruby*:::array-create,
ruby*:::hash-create,
ruby*:::string-create
{
	@[basename(copyinstr(arg1)), probename] = count();
}

dtrace:::END
{
	printf("%10s  %-24s %s\n", "COUNT", "FILE", "CLASS");
	printa("%@10d  %-24s %s\n", @);
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
