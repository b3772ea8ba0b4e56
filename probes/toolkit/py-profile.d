#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-profile.d: where Python programs spend their CPU time, by stack, without
 * a probe in them: 97 times a second it looks what runs on each CPU.
 *
 * Usage: py-profile.d [SECONDS]	until Ctrl-C
 *
 * The ten stacks that were seen most, each with how often: FILE:LINE
 * (FUNCTION), the innermost first. They are those of programs whose name has
 * python in it, and whose interpreter carries the note that the series for
 * CPython adds.
 *
 * Probes: profile:::profile-97
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

profile:::profile-97
/arg1 && strstr(execname, "python") != NULL/
{
	@seen[pid, jstack(1)] = count();
}

dtrace:::END
{
	trunc(@seen, 10);
	printa("pid %d, %@d times%k\n", @seen);
}
