#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ssh-logins.d: who logs in to sshd, from where and with which key, and who
 * fails to.
 *
 * Usage: ssh-logins.d [SECONDS]	until Ctrl-C
 *
 *	RESULT		Accepted or Failed; Partial when another method is
 *			wanted as well; Postponed when a key would do, and the
 *			proof is awaited
 *	METHOD		publickey, password, ...; none is how clients ask for
 *			the methods that there are
 *	USER		a name in brackets is not known, or may not log in
 *	KEY		type and fingerprint, as ssh-keygen -l shows them
 *	FAILED		attempts
 *	LEFT		connections that ended without a login; also those of
 *			users that do not exist, whose keys are not looked at
 *	DROPPED		connections that were refused before that, and why
 *
 * Probes: auth-decide, connection-done, connection-drop
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
	printf("%-20s %-10s %-12s %-12s %-21s %s\n", "TIME", "RESULT",
	    "METHOD", "USER", "ADDRESS", "KEY");
}

openssh*:::auth-decide
{
	printf("%Y %-10s %-12s %-12s %-21s %s\n", walltimestamp,
	    copyinstr(arg0), copyinstr(arg3),
	    arg2 ? copyinstr(arg1) : strjoin("[", strjoin(copyinstr(arg1), "]")),
	    copyinstr(arg5), copyinstr(arg4));
}

openssh*:::auth-decide
/copyinstr(arg0) == "Failed" && copyinstr(arg3) != "none"/
{
	@failed[copyinstr(arg5), copyinstr(arg1)] = sum(1);
	@left[copyinstr(arg5), copyinstr(arg1)] = sum(0);
}

openssh*:::connection-done
/arg3 == 0/
{
	@failed[copyinstr(arg0), copyinstr(arg2)] = sum(0);
	@left[copyinstr(arg0), copyinstr(arg2)] = sum(1);
}

openssh*:::connection-drop
{
	@dropped[copyinstr(arg0), copyinstr(arg2)] = count();
}

profile:::tick-1s
/seconds > 0 && --seconds == 0/
{
	exit(0);
}

dtrace:::END
{
	printf("\n%-21s %-24s %7s %7s\n", "ADDRESS", "USER", "FAILED", "LEFT");
	printa("%-21s %-24s %@7d %@7d\n", @failed, @left);
	printf("\n%-21s %-24s %7s\n", "ADDRESS", "REASON", "DROPPED");
	printa("%-21s %-24s %@7d\n", @dropped);
}
