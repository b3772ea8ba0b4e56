/* Addresses that have no name are shown as numbers. */
BEGIN
{
	printf("%a %A %p\n", 0, 0, 0);
	@[func(0)] = count();
	exit(0);
}

END
{
	printa("%a %@d\n", @);
}
