#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pg-slru.d: are the caches of transaction states big enough? Commit log,
 * subtransactions and multixacts have a few pages in memory each; what is not
 * there is read under a lock that others wait for. Since 17 their sizes are
 * settings: transaction_buffers, subtransaction_buffers, ...
 *
 * Usage: pg-slru.d [SECONDS]	without SECONDS: until Ctrl-C
 *
 *	SLRU		its directory
 *	LOOKED, WANTED	pages looked up to be read, and to be changed
 *	READ		pages that were not in memory
 *	AVG, MAX	microseconds that a read took
 *	WRITTEN		pages written: by checkpoints, or to make room
 *
 * Probes: slru-readpage-ro, slru-readpage-entry, slru-readpage-physical-entry,
 * slru-readpage-physical-return, slru-writepage-entry
 */
#pragma D option quiet
#pragma D option defaultargs

postgresql*:::slru-readpage-ro
{
	@looked[copyinstr(arg0)] = count();
}

postgresql*:::slru-readpage-entry
{
	@wanted[copyinstr(arg0)] = count();
}

postgresql*:::slru-readpage-physical-entry
{
	self->slru = copyinstr(arg0);
	self->from = timestamp;
}

postgresql*:::slru-readpage-physical-return
/self->from/
{
	this->us = (timestamp - self->from) / 1000;
	@read[self->slru] = count();
	@average[self->slru] = avg(this->us);
	@longest[self->slru] = max(this->us);
	self->from = 0;
}

postgresql*:::slru-writepage-entry
{
	@written[copyinstr(arg0)] = count();
}

dtrace:::END
{
	printf("%-22s %9s %9s %7s %7s %7s %8s\n", "SLRU", "LOOKED", "WANTED",
	    "READ", "AVG", "MAX", "WRITTEN");
	printa("%-22s %@9d %@9d %@7d %@7d %@7d %@8d\n", @looked, @wanted,
	    @read, @average, @longest, @written);
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
