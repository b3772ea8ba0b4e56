#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py-imports.d: which imports make the start of a Python program slow.
 *
 * Usage: py-imports.d [US]	that took at least so many microseconds; 1000
 *
 *	OWN		microseconds of the module, without what it imports
 *	ALL		with that
 *	MODULE		its name, below the module that imports it; (no): it
 *			was not found
 *
 * A line is printed when the module is loaded: what it imports stands above
 * it, farther to the right.
 *
 * Probes: import-find-load-start, import-find-load-done
 */
#pragma D option quiet
#pragma D option defaultargs

self int depth;
self uint64_t began[int];
self uint64_t inner[int];

dtrace:::BEGIN
{
	limit = $$1 == "" ? 1000 : $1;
	printf("%10s %10s  %s\n", "OWN", "ALL", "MODULE");
}

python*:::import-find-load-start
{
	self->depth++;
	self->began[self->depth] = timestamp;
	self->inner[self->depth] = 0;
}

python*:::import-find-load-done
/self->depth/
{
	this->all = timestamp - self->began[self->depth];
	this->own = this->all - self->inner[self->depth];
	self->depth--;
	self->inner[self->depth] += this->all;
}

python*:::import-find-load-done
/this->all / 1000 >= limit/
{
	printf("%10d %10d  %*s%s%s\n", this->own / 1000, this->all / 1000,
	    self->depth * 2, "", copyinstr(arg0), arg1 ? "" : " (no)");
}
