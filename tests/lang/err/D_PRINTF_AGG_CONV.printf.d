BEGIN
{
	printf("%@d", 1);
	@a = count();
	printa("%@s", @a);
}
