BEGIN
{
	@a["k"] = sum(1000);
	normalize(@a, 10);
	printa("%@d\n", @a);
	denormalize(@a);
	printa("%@d\n", @a);
	trunc(@a);
	exit(0);
}
