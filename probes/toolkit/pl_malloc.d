#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * pl_malloc.d: which Perl subroutines make the C library allocate memory?
 *
 * Usage: pl_malloc.d -c COMMAND	or -p PID
 *
 *	for each subroutine, the innermost that was entered since this runs, the
 *	bytes of each malloc()
 *
 * Probes: sub-entry, sub-return, pid$target::malloc:entry
 */
#pragma D option quiet
self string file[int];
self string name[int];

perl$target:::sub-entry
{
	self->depth++;
	self->file[self->depth] = basename(copyinstr(arg1));
	self->name[self->depth] = copyinstr(arg0);
}

perl$target:::sub-return
/self->depth > 0/
{
	self->file[self->depth] = 0;
	self->name[self->depth] = 0;
	self->depth--;
}

pid$target:libc*:malloc:entry
/self->depth > 0/
{
	@[self->file[self->depth], self->name[self->depth]] = quantize(arg0);
}

dtrace:::END
{
	printf("bytes of malloc(), by subroutine\n");
	printa("%s %s\n%@d\n", @);
}
