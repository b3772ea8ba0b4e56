struct pair { char a; long b; };
int literal[sizeof("abc")];	/* with its NUL, as in C */
BEGIN
{
	literal[3] = sizeof("a\n");
	printf("%d %d %d\n", sizeof("abc"), sizeof(literal), literal[3]);
	printf("%d %d %d %d\n", sizeof(int), sizeof(long), sizeof(char *), sizeof(struct pair));
	printf("%d\n", offsetof(struct pair, b));
	exit(0);
}
