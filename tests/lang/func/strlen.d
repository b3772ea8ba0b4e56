BEGIN
{
	printf("%d %d %d\n", strlen(""), strlen("a"), strlen("hello, world"));
	s = "variable";
	printf("%d %d\n", strlen(s), strlen(strjoin(s, s)));
}

/* a char * is read where it points */
BEGIN
{
	printf("%d\n", strlen((char *)0));
}

ERROR
{
	printf("a NULL pointer has no length\n");
	exit(0);
}
