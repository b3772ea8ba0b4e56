BEGIN
{
	printf("%*d");
	@a = count();
	printa("%*@d", @a);
}
