#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ssh-files.d: which files go through sftp and scp, and how long the sftp
 * server takes for its requests.
 *
 * Usage: ssh-files.d [SECONDS]	until Ctrl-C
 *
 *	READ, WRITTEN	bytes of each file that was closed
 *	REQUESTS	how many of each kind
 *	FAILED		how many had another end than success or end of file
 *	AVG, MAX	microseconds, without the network
 *	BYTES		read from files and written to them
 *
 * Probes: sftp-close, sftp-request-start, sftp-request-done
 */
#pragma D option quiet
#pragma D option defaultargs

uint64_t start[int];

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
	printf("%8s %12s %12s  %s\n", "PID", "READ", "WRITTEN", "PATH");
}

openssh*:::sftp-close
{
	printf("%8d %12d %12d  %s\n", pid, arg1, arg2, copyinstr(arg0));
}

openssh*:::sftp-request-start
{
	start[tid] = timestamp;
}

openssh*:::sftp-request-done
/start[tid]/
{
	@requests[copyinstr(arg1)] = count();
	@failed[copyinstr(arg1)] = sum(arg2 > 1);
	@avg[copyinstr(arg1)] = avg((timestamp - start[tid]) / 1000);
	@max[copyinstr(arg1)] = max((timestamp - start[tid]) / 1000);
	@bytes[copyinstr(arg1)] = sum(arg3);
	start[tid] = 0;
}

profile:::tick-1s
/seconds > 0 && --seconds == 0/
{
	exit(0);
}

dtrace:::END
{
	printf("\n%-20s %9s %7s %8s %8s %12s\n", "REQUEST", "REQUESTS",
	    "FAILED", "AVG", "MAX", "BYTES");
	printa("%-20s %@9d %@7d %@8d %@8d %@12d\n", @requests, @failed, @avg,
	    @max, @bytes);
}
