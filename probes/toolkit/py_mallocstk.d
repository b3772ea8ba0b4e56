#!/usr/bin/env -S dtrace -s
/*
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * py_mallocstk.d: which Python functions make the C library allocate memory, and
 * in which sizes?
 *
 * Usage: py_mallocstk.d -c COMMAND	or -p PID
 *
 *	for each function, the innermost first that was entered since this runs,
 *	the bytes of each malloc()
 *
 * Probes: function-entry, function-return, pid$target::malloc:entry
 */
#pragma D option quiet
self string file[int];
self string name[int];

python$target:::function-entry
{
	self->depth++;
	self->file[self->depth] = basename(copyinstr(arg0));
	self->name[self->depth] = copyinstr(arg1);
}

python$target:::function-return
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
	printf("bytes of malloc(), by function\n");
	printa("%s %s\n%@d\n", @);
}
