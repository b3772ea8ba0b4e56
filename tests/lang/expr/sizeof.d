struct pair { char a; long b; };
BEGIN
{
	printf("%d %d %d %d\n", sizeof(int), sizeof(long), sizeof(char *), sizeof(struct pair));
	printf("%d\n", offsetof(struct pair, b));
	exit(0);
}
