#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * nginx-tls.d: what TLS handshakes with clients cost, and why some fail.
 *
 * Usage: nginx-tls.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SESSION		full, or resumed from an earlier one
 *	COUNT		how many handshakes
 *	AVG, MAX	microseconds from accept to the end of the handshake;
 *			only where the connection was accepted meanwhile
 *	ERROR		what went wrong
 *
 * Probes: connection-accept, ssl-handshake-done, connection-close
 */
#pragma D option quiet
#pragma D option defaultargs

nginx*:::connection-accept
{
	at[pid, arg0] = timestamp;
}

nginx*:::ssl-handshake-done
/arg1/
{
	this->cipher = copyinstr(arg3);
	this->kind = arg4 ? "resumed" : "full";
	@count[copyinstr(arg2), this->cipher, this->kind, copyinstr(arg5)] =
	    count();
}

nginx*:::ssl-handshake-done
/arg1 && at[pid, arg0]/
{
	this->us = (timestamp - at[pid, arg0]) / 1000;
	@average[copyinstr(arg2), this->cipher, this->kind, copyinstr(arg5)] =
	    avg(this->us);
	@longest[copyinstr(arg2), this->cipher, this->kind, copyinstr(arg5)] =
	    max(this->us);
}

nginx*:::connection-close
{
	at[pid, arg0] = 0;
}

dtrace:::END
{
	printf("%-8s %-24s %-8s %-20s %6s %8s %8s\n", "PROTOCOL", "CIPHER",
	    "SESSION", "ERROR", "COUNT", "AVG", "MAX");
	printa("%-8s %-24s %-8s %-20s %@6d %@8d %@8d\n", @count, @average,
	    @longest);
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
