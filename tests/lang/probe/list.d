BEGIN, END
{
	printf("%s\n", probename);
}

dtrace:::BEGIN
{
	exit(0);
}
