BEGIN
{
	printf("%d %d", 1);
	@a[1] = count();
	printa("%d %d %@d", @a);
}
