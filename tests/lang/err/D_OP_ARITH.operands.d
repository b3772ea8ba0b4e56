BEGIN
{
	x = -"a";
	y = "a" * 2;
	z = "a";
	z += 1;
}
