#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ruby-gvl.d: do threads of Ruby wait for each other, and who keeps them?
 *
 * Usage: ruby-gvl.d [SECONDS]	until Ctrl-C
 *
 *	PID, MADE AT	process, and file and line that made the thread; "main"
 *			is the first one, and those made before
 *	TURNS		how often it got the lock (GVL)
 *	WAIT US, MAX	microseconds that it waited for that, of all, and longest
 *	KEPT US, MAX	microseconds that it kept it
 *
 * Probes: thread-create, gvl-wait-start, gvl-wait-done, gvl-release
 */
#pragma D option quiet
#pragma D option defaultargs

string made[pid_t, uintptr_t];
uint64_t asked[pid_t, uintptr_t];
uint64_t got[pid_t, uintptr_t];

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

ruby*:::thread-create
{
	made[pid, arg0] = strjoin(basename(copyinstr(arg1)),
	    strjoin(":", lltostr(arg2)));
}

ruby*:::gvl-wait-start
{
	asked[pid, arg0] = timestamp;
}

ruby*:::gvl-wait-done
/asked[pid, arg0]/
{
	this->us = (timestamp - asked[pid, arg0]) / 1000;
	this->who = made[pid, arg0] == NULL ? "main" : made[pid, arg0];
	@turns[pid, this->who] = count();
	@wait[pid, this->who] = sum(this->us);
	@longest[pid, this->who] = max(this->us);
	asked[pid, arg0] = 0;
	got[pid, arg0] = timestamp;
}

ruby*:::gvl-release
/got[pid, arg0]/
{
	this->us = (timestamp - got[pid, arg0]) / 1000;
	this->who = made[pid, arg0] == NULL ? "main" : made[pid, arg0];
	@kept[pid, this->who] = sum(this->us);
	@most[pid, this->who] = max(this->us);
	got[pid, arg0] = 0;
}

dtrace:::END
{
	printf("%8s %-24s %8s %10s %8s %10s %8s\n", "PID", "MADE AT",
	    "TURNS", "WAIT US", "MAX", "KEPT US", "MAX");
	printa("%8d %-24s %@8d %@10d %@8d %@10d %@8d\n", @turns, @wait,
	    @longest, @kept, @most);
}
