#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * execsnoop.d: every program that is started, as it starts, with its arguments.
 *
 * Usage: execsnoop.d [NAME]	only programs of that name; until Ctrl-C
 *
 *	UID		who runs it
 *	PID, PPID	the process, and the one that made it
 *	ARGS		its arguments, the program's name first
 *
 * Probes: proc:::exec-success
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option switchrate=10hz

dtrace:::BEGIN
{
	printf("%6s %7s %7s  %s\n", "UID", "PID", "PPID", "ARGS");
}

proc:::exec-success
/$$1 == "" || execname == $$1/
{
	printf("%6d %7d %7d  %s\n", uid, pid, ppid, execargs);
}
