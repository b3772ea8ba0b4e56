BEGIN
{
	@c = count(); @c = count();
	@s = sum(5); @s = sum(-7);
	@k["b"] = sum(2); @k["a"] = sum(9); @k["b"] = sum(1);
	exit(0);
}
END
{
	printa("%@d\n", @c);
	printa("%@d\n", @s);
	printa("%s %@d\n", @k);
}
