BEGIN
{
	x = 1;
	x = "a";
	y = "a";
	y = 1;
	z = (int *)arg0;
	z = (char *)arg0;
	z = arg0;
	z = 0;
}
