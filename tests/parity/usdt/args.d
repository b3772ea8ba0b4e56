/* Arguments, typed and raw, and what they point at. */
target$target:::round
{
	printf("%d %d %s %s %d %d %s:%s:%s\n", args[0], (int)arg0, copyinstr(arg1), stringof(args[1]),
	    args[2], arg2, probemod, probefunc, probename);
}
target$target:::work-done { printf("%d %d\n", args[0], args[1]); }
