#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * iotop.d: which processes read from and write to disks, every so many seconds.
 *
 * Usage: iotop.d [SECONDS [COUNT]]	every 5 seconds, until Ctrl-C
 *
 *	UID, PID, COMM	who asked; what is written later is the kernel's doing
 *	DISK, D		where, and the direction: R or W
 *	BYTES		that much
 *
 * Probes: io:::start
 */
#pragma D option quiet
#pragma D option defaultargs

dtrace:::BEGIN
{
	every = $1 > 0 ? $1 : 5;
	left = every;
}

io:::start
{
	@bytes[uid, pid, execname, args[1]->dev_name,
	    args[0]->b_flags & B_READ ? "R" : "W"] = sum(args[0]->b_bcount);
}

tick-1s
{
	left--;
}

tick-1s
/left == 0/
{
	printf("%Y\n%6s %7s %-16s %-10s %1s %12s\n", walltimestamp, "UID",
	    "PID", "COMM", "DISK", "D", "BYTES");
	printa("%6d %7d %-16s %-10s %1s %@12d\n", @bytes);
	printf("\n");
	trunc(@bytes);
	left = every;
	rounds++;
}

tick-1s
/rounds && rounds == $2/
{
	exit(0);
}

dtrace:::END
{
	trunc(@bytes);
}
