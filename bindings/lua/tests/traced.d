/* SPDX-License-Identifier: BSD-2-Clause */
lua*:lmod:foo:iprobe
{
	printf("%d %d %d %d %d %d %d %d %d %d\n", arg0, arg1, arg2, arg3, arg4,
	    arg5, arg6, arg7, arg8, arg9);
}

lua*:lmod:foo:cprobe
{
	printf("%s %s %s %s %s %s %s %s %s %s\n", copyinstr(arg0),
	    copyinstr(arg1), copyinstr(arg2), copyinstr(arg3), copyinstr(arg4),
	    copyinstr(arg5), copyinstr(arg6), copyinstr(arg7), copyinstr(arg8),
	    copyinstr(arg9));
}

lua*:lmod:foo:last
{
	printf("%x %s\n", arg0, copyinstr(arg1));
}
