BEGIN
{
	x = "never closed;
	y = 1;
}
