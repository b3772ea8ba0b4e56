#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pl-files.d: which modules make the start of a Perl program slow.
 *
 * Usage: pl-files.d [US]	that took at least so many microseconds; 1000
 *
 *	OWN		microseconds of the file, without those that it wants
 *	ALL		with them
 *	FILE		its name, below the file that wants it; then why it
 *			is not loaded, if so
 *
 * A line is printed when the file is loaded: what it wants stands above it,
 * farther to the right.
 *
 * Probes: loading-file, loaded-file, failed-file
 */
#pragma D option quiet
#pragma D option defaultargs

self int depth;
self uint64_t began[int];
self uint64_t inner[int];

dtrace:::BEGIN
{
	limit = $$1 == "" ? 1000 : $1;
	printf("%10s %10s  %s\n", "OWN", "ALL", "FILE");
}

perl*:::loading-file
{
	self->depth++;
	self->began[self->depth] = timestamp;
	self->inner[self->depth] = 0;
}

perl*:::loaded-file, perl*:::failed-file
/self->depth/
{
	this->all = timestamp - self->began[self->depth];
	this->own = this->all - self->inner[self->depth];
	self->depth--;
	self->inner[self->depth] += this->all;
}

perl*:::loaded-file
/this->all / 1000 >= limit/
{
	printf("%10d %10d  %*s%s\n", this->own / 1000, this->all / 1000,
	    self->depth * 2, "", copyinstr(arg0));
}

perl*:::failed-file
/this->all / 1000 >= limit/
{
	printf("%10d %10d  %*s%s: %s\n", this->own / 1000, this->all / 1000,
	    self->depth * 2, "", copyinstr(arg0), copyinstr(arg1));
}
