#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * ap-offcpu.d: what requests of httpd wait for: which module, and with
 * mod_perl which Perl subroutine was at work when a thread left the CPU.
 *
 * Usage: ap-offcpu.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	URI		of the request
 *	MODULE		file whose handler it was; - : another hook
 *	PERL		subroutine, file and line of Perl; - : none
 *	WAITS		how often a thread was off the CPU
 *	US, MAX		microseconds of that: all together, the longest
 *
 * PERL needs a perl that has probes (Configure -Dusedtrace); without one the
 * column stays empty.
 *
 * Probes: process-request-entry, process-request-return,
 * handler-dispatch-invoke, handler-dispatch-complete; perl's sub-entry and
 * sub-return; sched's off-cpu and on-cpu
 */
#pragma D option quiet
#pragma D option defaultargs
#pragma D option zdefs

self string uri, module, sub;

ap*:::process-request-entry
{
	self->uri = copyinstr(arg1);
	self->module = "-";
	self->sub = "-";
}

ap*:::handler-dispatch-invoke
{
	self->module = copyinstr(arg0);
}

ap*:::handler-dispatch-complete
{
	self->module = "-";
}

perl*:::sub-entry
{
	self->sub = strjoin(copyinstr(arg0), strjoin(" ",
	    strjoin(copyinstr(arg1), strjoin(":", lltostr(arg2)))));
}

perl*:::sub-return
{
	self->sub = "-";
}

sched:::off-cpu
/self->uri != NULL/
{
	self->since = timestamp;
}

sched:::on-cpu
/self->since/
{
	this->us = (timestamp - self->since) / 1000;
	@waits[self->uri, self->module, self->sub] = count();
	@us[self->uri, self->module, self->sub] = sum(this->us);
	@longest[self->uri, self->module, self->sub] = max(this->us);
	self->since = 0;
}

ap*:::process-request-return
{
	self->uri = NULL;
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
	printf("%-28s %-20s %-28s %7s %10s %10s\n", "URI", "MODULE", "PERL",
	    "WAITS", "US", "MAX");
	printa("%-28s %-20s %-28s %@7d %@10d %@10d\n", @waits, @us, @longest);
}
