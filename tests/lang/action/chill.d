/* it takes as long as it should, half a second at most */
#pragma D option destructive
int rounds, tried;

BEGIN { a = timestamp; }

tick-1ms
/rounds == 1/
{
	printf("%d\n", timestamp - a >= 20000000);
	rounds++;
}

tick-1ms
/rounds == 2 && !tried++/
{
	chill(500000001);
}

tick-1ms
/!rounds/
{
	rounds++;
	chill(20000000);
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
