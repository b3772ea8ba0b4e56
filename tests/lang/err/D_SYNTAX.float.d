BEGIN
{
	x = 1.5;
	y = 1e3;
	z = .5;
}
