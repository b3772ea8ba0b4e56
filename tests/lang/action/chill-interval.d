/* half a second in each second on a CPU, not more, however it is divided */
#pragma D option destructive
int done;

BEGIN { chill(200000000); done++; }
BEGIN { chill(200000000); done++; }
BEGIN { chill(200000000); done++; }
BEGIN { chill(99000000); done++; }
BEGIN { printf("%d done\n", done); start = timestamp; }

ERROR { printf("fault %d of clause %d\n", arg4, arg1); }

/* the next interval */
tick-10ms
/timestamp - start > 1000000000/
{
	chill(300000000);
	printf("again\n");
	exit(0);
}
