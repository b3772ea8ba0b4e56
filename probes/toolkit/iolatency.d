#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * iolatency.d: how long do disks take, to read and to write?
 *
 * Usage: iolatency.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	one distribution for each disk and direction, in microseconds
 *
 * Probes: io:::start, io:::done
 */
#pragma D option quiet
#pragma D option defaultargs

io:::start
{
	start[arg0] = timestamp;
}

io:::done
/start[arg0]/
{
	@us[args[1]->dev_name, args[0]->b_flags & B_READ ? "read" : "write"] =
	    quantize((timestamp - start[arg0]) / 1000);
	start[arg0] = 0;
}

dtrace:::END
{
	printf("microseconds, by disk and direction\n");
	printa("%s %s\n%@d\n", @us);
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
