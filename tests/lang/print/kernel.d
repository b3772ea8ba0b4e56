// needs: the kernel to trace
/* print() of what the kernel has, and of the beginning of what is large. */
#pragma D option printsize=8

struct large { int a; struct { short b, c; } in; int d; int e[2]; };
struct large all;

BEGIN
{
	print(curthread->cred->uid);
	all.in.c = 7;
	all.d = 1;
	print(all);
	exit(0);
}
