#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * haproxy-denied.d: whom HAProxy turns away, and why.
 *
 * Usage: haproxy-denied.d [SECONDS]	until Ctrl-C
 *
 * How often each rule denied, with its line in the configuration; then the ten
 * clients that were denied most, handshakes that failed, and limits that made
 * a listener stop.
 *
 * Probes: rule-deny, tls-done, listener-limit
 */
#pragma D option quiet
#pragma D option defaultargs

haproxy*:::rule-deny
{
	@rules[copyinstr(arg3), basename(copyinstr(arg4)), arg5] = count();
	@clients[copyinstr(arg6)] = count();
}

haproxy*:::tls-done
/copyinstr(arg6) != ""/
{
	@handshakes[copyinstr(arg1), copyinstr(arg2), copyinstr(arg6),
	    copyinstr(arg7)] = count();
}

haproxy*:::listener-limit
{
	@limits[copyinstr(arg0), copyinstr(arg1), copyinstr(arg2)] = count();
}

dtrace:::END
{
	trunc(@clients, 10);
	printf("%8s  %-24s %s\n", "DENIED", "RULES", "LINE");
	printa("%@8d  %-24s %s:%d\n", @rules);
	printf("\n%8s  %s\n", "DENIED", "CLIENT");
	printa("%@8d  %s\n", @clients);
	printf("\n%8s  %-12s %-12s %s\n", "FAILED", "PROXY", "SERVER",
	    "HANDSHAKE");
	printa("%@8d  %-12s %-12s %s (%s)\n", @handshakes);
	printf("\n%8s  %-12s %-12s %s\n", "STOPPED", "FRONTEND", "LISTENER",
	    "BY THE LIMIT OF");
	printa("%@8d  %-12s %-12s the %s\n", @limits);
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
