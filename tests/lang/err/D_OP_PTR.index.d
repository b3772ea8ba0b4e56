BEGIN
{
	y = 1[2];
	z = execname[0];
}
