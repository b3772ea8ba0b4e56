#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * bitesize.d: how large are the pieces in which processes use disks?
 *
 * Usage: bitesize.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	PID, COMM	who asked, and the bytes of each piece
 *
 * Probes: io:::start
 */
#pragma D option quiet
#pragma D option defaultargs

io:::start
{
	@size[pid, execname] = quantize(args[0]->b_bcount);
}

dtrace:::END
{
	printf("%7s  %s\n", "PID", "COMM");
	printa("%7d  %s\n%@d\n", @size);
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
