#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pl-regex.d: which regular expressions of Perl programs take the time.
 *
 * Usage: pl-regex.d [SECONDS]	until Ctrl-C
 *
 *	FILE, LINE	the statement that matches
 *	REGEX		regular expression, as qr// prints it
 *	COUNT		strings that were matched with it
 *	HITS		how many did match
 *	LONGEST		bytes of the longest string
 *	US, MAX		microseconds of all, and of the slowest
 *
 * Probes: regex-match-start, regex-match-done
 */
#pragma D option quiet
#pragma D option defaultargs

self uint64_t began;
self int64_t length;

dtrace:::BEGIN
{
	seconds = $$1 == "" ? -1 : $1;
}

profile:::tick-1s
/--seconds == 0/
{
	exit(0);
}

perl*:::regex-match-start
{
	self->began = timestamp;
	self->length = arg1;
}

perl*:::regex-match-done
/self->began/
{
	this->us = (timestamp - self->began) / 1000;
	this->file = copyinstr(arg2);
	this->regex = copyinstr(arg0);
	@count[this->file, arg3, this->regex] = count();
	@hits[this->file, arg3, this->regex] = sum(arg1);
	@longest[this->file, arg3, this->regex] = max(self->length);
	@us[this->file, arg3, this->regex] = sum(this->us);
	@max[this->file, arg3, this->regex] = max(this->us);
	self->began = 0;
}

dtrace:::END
{
	printf("%-24s %5s %-32s %8s %8s %8s %10s %8s\n", "FILE", "LINE",
	    "REGEX", "COUNT", "HITS", "LONGEST", "US", "MAX");
	printa("%-24s %5d %-32s %@8d %@8d %@8d %@10d %@8d\n", @count, @hits,
	    @longest, @us, @max);
}
