#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ssh-phases.d: where the time goes when somebody logs in to sshd.
 *
 * Usage: ssh-phases.d [MS]	logins that took at least so long; all
 *
 *	MS		milliseconds from the connection to the login
 *	BANNER		how many of them until both sides knew the version
 *	KEX		for the key exchange
 *	AUTH		from the first attempt to the one that succeeded
 *	TRIES		how many attempts
 *	METHOD		the one that succeeded
 *
 * What is missing passed between those: name lookups, or the client.
 *
 * Probes: connection-start, banner, kex-start, kex-done, auth-start, auth-done,
 * connection-done
 */
#pragma D option quiet
#pragma D option defaultargs

/* By the process that accepted; its child does the rest. */
uint64_t start[int], banner[int], kex[int], keys[int], auth[int];
int tries[int];
string address[int];

dtrace:::BEGIN
{
	limit = $$1 == "" ? 0 : $1;
	printf("%8s %6s %6s %6s %6s  %-12s %-12s %s\n", "MS", "BANNER", "KEX",
	    "AUTH", "TRIES", "METHOD", "USER", "ADDRESS");
}

openssh*:::connection-start
{
	start[pid] = timestamp;
	address[pid] = copyinstr(arg0);
	tries[pid] = 0;
}

openssh*:::banner
/start[pid]/
{
	banner[pid] = timestamp - start[pid];
}

openssh*:::kex-start
/arg1 == 0 && start[ppid]/
{
	kex[ppid] = timestamp;
}

openssh*:::kex-done
/arg1 == 0 && kex[ppid]/
{
	keys[ppid] = timestamp - kex[ppid];
}

openssh*:::auth-start
/start[ppid] && tries[ppid]++ == 0/
{
	auth[ppid] = timestamp;
}

openssh*:::auth-done
/arg2 && start[ppid] && timestamp - start[ppid] >= limit * 1000000/
{
	printf("%8d %6d %6d %6d %6d  %-12s %-12s %s\n",
	    (timestamp - start[ppid]) / 1000000, banner[ppid] / 1000000,
	    keys[ppid] / 1000000, (timestamp - auth[ppid]) / 1000000,
	    tries[ppid], copyinstr(arg1), copyinstr(arg0), address[ppid]);
}

openssh*:::connection-done
{
	start[pid] = 0;
	banner[pid] = 0;
	kex[pid] = 0;
	keys[pid] = 0;
	auth[pid] = 0;
	tries[pid] = 0;
	address[pid] = 0;
}
