BEGIN
{
	x = "a" % 2;
	y = ~"a";
	z = "a" + 1;
}
