/* Up to 64 bytes can be looked for; more is a fault, never a wrong answer. */
BEGIN
{
	s = "0123456789abcdef";
	s = strjoin(strjoin(s, s), strjoin(s, s));
	t = strjoin("-", strjoin(s, s));
	printf("%d %d %d\n", strlen(s), index(t, s), rindex(t, s));
}

BEGIN
{
	printf("%d\n", index(t, strjoin(s, "+")));
}

ERROR
{
	printf("fault %d\n", arg4);
}

END
{
	/* what is longer than the string is not in it */
	printf("%d\n", index("short", strjoin(s, "+")));
}

BEGIN
{
	exit(0);
}
