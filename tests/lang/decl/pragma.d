#!/usr/sbin/dtrace -s
#ident "a line for what(1)"
#pragma D depends_on provider dtrace
#pragma ident "another"
#pragma D option quiet
#line 100 "elsewhere.d"
inline int answer = 42;
#pragma D attributes Stable/Stable/Common answer
#pragma D binding "1.0" answer

BEGIN
{
	printf("%d\n", answer);
	exit(0);
}
