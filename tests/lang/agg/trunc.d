BEGIN
{
	@a["one"] = sum(1); @a["two"] = sum(2); @a["three"] = sum(3);
	trunc(@a, 2);
	printa("%s %@d\n", @a);
	clear(@a);
	printa("%s %@d\n", @a);
	trunc(@a);
	printa("%s %@d\n", @a);
	exit(0);
}
