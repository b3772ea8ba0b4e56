#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * hotuser.d: in which functions does a process spend its time?
 *
 * Usage: hotuser.d -c COMMAND	or -p PID; looks 997 times a second on each CPU
 *
 *	SAMPLES		how often it was there
 *	FUNCTION	where: library and function
 *
 * Probes: profile-997
 */
#pragma D option quiet

profile-997
/pid == $target && arg1/
{
	@samples[ufunc(arg1)] = count();
	@modules[umod(arg1)] = count();
}

dtrace:::END
{
	printf("%8s  %s\n", "SAMPLES", "FUNCTION");
	printa("%@8d  %A\n", @samples);
	printf("\n%8s  %s\n", "SAMPLES", "LIBRARY");
	printa("%@8d  %A\n", @modules);
}
