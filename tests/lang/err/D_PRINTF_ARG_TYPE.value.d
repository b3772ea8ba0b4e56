BEGIN
{
	printf("%s", arg0);
	printf("%d", execname);
	printf("%f", 1);
	printf("%k", 1);
	@a[1] = count();
	printa("%s %@d", @a);
}
