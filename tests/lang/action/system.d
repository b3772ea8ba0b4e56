/* commands run at their place among what is printed, also within a clause */
#pragma D option destructive

BEGIN
{
	printf("before\n");
	system("echo in the %s: $((%d + 1))", "middle", 41);
	printf("after\n");
	system("true");
	system("exit 3");
	printf("a failure changes nothing\n");
}

BEGIN
{
	trace(1);
	system("echo; echo %s", probename);
	exit(0);
}
