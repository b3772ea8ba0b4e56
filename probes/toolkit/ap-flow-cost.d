#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ap-flow-cost.d: which hooks and which modules httpd spends its time on.
 *
 * Usage: ap-flow-cost.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	HOOK		function that runs the hook
 *	MODULE		file whose function is called for it
 *	COUNT		how often
 *	WALL		microseconds that took, all together, with the hooks
 *			that ran inside
 *	CPU		of them, microseconds on a CPU
 *	AVG		microseconds of one, waits included
 *
 * Hooks run inside hooks: subrequests, internal redirects, all of a
 * connection's requests inside process_connection. So WALL does not add up.
 * A hook that runs when the script starts or ends is not counted.
 *
 * Probes: NAME-entry, NAME-dispatch-invoke, NAME-dispatch-complete and
 * NAME-return of all hooks; sched's off-cpu and on-cpu
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option aggsortpos=1

self int depth;		/* hooks that this thread is in */
self int64_t away;	/* nanoseconds that it was off the CPU in them */

sched:::off-cpu
/self->depth/
{
	self->left = timestamp;
}

sched:::on-cpu
/self->left/
{
	self->away += timestamp - self->left;
	self->left = 0;
}

ap*::*_run_*:*-entry
{
	self->depth++;
	self->hook_wall[self->depth] = timestamp;
	self->hook_away[self->depth] = self->away;
}

ap*::*_run_*:*-dispatch-invoke
/self->depth/
{
	self->module_wall[self->depth] = timestamp;
	self->module_away[self->depth] = self->away;
}

ap*::*_run_*:*-dispatch-complete
/self->depth && self->module_wall[self->depth]/
{
	this->wall = timestamp - self->module_wall[self->depth];
	this->module = copyinstr(arg0);
	@module_count[probefunc, this->module] = count();
	@module_wall[probefunc, this->module] = sum(this->wall);
	@module_cpu[probefunc, this->module] =
	    sum(this->wall - (self->away - self->module_away[self->depth]));
	@module_avg[probefunc, this->module] = avg(this->wall);
	self->module_wall[self->depth] = 0;
	self->module_away[self->depth] = 0;
}

ap*::*_run_*:*-return
/self->depth/
{
	this->wall = timestamp - self->hook_wall[self->depth];
	@hook_count[probefunc] = count();
	@hook_wall[probefunc] = sum(this->wall);
	@hook_cpu[probefunc] =
	    sum(this->wall - (self->away - self->hook_away[self->depth]));
	@hook_avg[probefunc] = avg(this->wall);
	self->hook_wall[self->depth] = 0;
	self->hook_away[self->depth] = 0;
	self->depth--;
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

dtrace:::END
{
	normalize(@hook_wall, 1000);
	normalize(@hook_cpu, 1000);
	normalize(@hook_avg, 1000);
	normalize(@module_wall, 1000);
	normalize(@module_cpu, 1000);
	normalize(@module_avg, 1000);
	printf("%-34s %-22s %8s %10s %10s %8s\n", "HOOK", "", "COUNT", "WALL",
	    "CPU", "AVG");
	printa("%-34s                        %@8d %@10d %@10d %@8d\n",
	    @hook_count, @hook_wall, @hook_cpu, @hook_avg);
	printf("\n%-34s %-22s %8s %10s %10s %8s\n", "HOOK", "MODULE", "COUNT",
	    "WALL", "CPU", "AVG");
	printa("%-34s %-22s %@8d %@10d %@10d %@8d\n", @module_count,
	    @module_wall, @module_cpu, @module_avg);
}
