#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * curl-phases.d: where transfers of libcurl spend their time, in any program
 * that uses it.
 *
 * Usage: curl-phases.d [MS]	those that took at least so many milliseconds;
 *				all
 *
 *	MS		milliseconds from start to end
 *	DNS, TCP, TLS	how many of them looking up the name, connecting, and in
 *			the TLS handshake; 0 on a connection that is there
 *	WAIT		from the request, sent, to the head of the response
 *	STATUS		HTTP status, 0 if there is none
 *	RESULT		0, or why it failed: see libcurl-errors(3)
 *	URL		after redirects the last one; times are those of all
 *
 * Probes: transfer-start, transfer-done, resolve-start, resolve-done,
 * connect-start, connect-done, tls-start, tls-done, request-sent,
 * response-status
 */
#pragma D option quiet
#pragma D option defaultargs

uint64_t start[int, uintptr_t], from[int, uintptr_t];
uint64_t dns[int, uintptr_t], tcp[int, uintptr_t], tls[int, uintptr_t];
uint64_t reply[int, uintptr_t];

dtrace:::BEGIN
{
	limit = $$1 == "" ? 0 : $1;
	printf("%8s %6s %6s %6s %8s %6s %6s  %s\n", "MS", "DNS", "TCP",
	    "TLS", "WAIT", "STATUS", "RESULT", "URL");
}

curl*:::transfer-start
{
	start[pid, arg0] = timestamp;
	dns[pid, arg0] = 0;
	tcp[pid, arg0] = 0;
	tls[pid, arg0] = 0;
	reply[pid, arg0] = 0;
}

curl*:::resolve-start,
curl*:::connect-start,
curl*:::tls-start,
curl*:::request-sent
{
	from[pid, arg0] = timestamp;
}

curl*:::resolve-done
/from[pid, arg0]/
{
	dns[pid, arg0] += timestamp - from[pid, arg0];
}

curl*:::connect-done
/from[pid, arg0]/
{
	tcp[pid, arg0] += timestamp - from[pid, arg0];
}

curl*:::tls-done
/from[pid, arg0]/
{
	tls[pid, arg0] += timestamp - from[pid, arg0];
}

curl*:::response-status
/from[pid, arg0]/
{
	reply[pid, arg0] += timestamp - from[pid, arg0];
}

curl*:::transfer-done
/start[pid, arg0] && timestamp - start[pid, arg0] >= limit * 1000000/
{
	printf("%8d %6d %6d %6d %8d %6d %6d  %s\n",
	    (timestamp - start[pid, arg0]) / 1000000,
	    dns[pid, arg0] / 1000000, tcp[pid, arg0] / 1000000,
	    tls[pid, arg0] / 1000000, reply[pid, arg0] / 1000000,
	    arg3, arg2, copyinstr(arg1));
}

curl*:::transfer-done
{
	start[pid, arg0] = 0;
	from[pid, arg0] = 0;
	dns[pid, arg0] = 0;
	tcp[pid, arg0] = 0;
	tls[pid, arg0] = 0;
	reply[pid, arg0] = 0;
}
