BEGIN
{
	x = 1 / 0;
	y = pid % (1 - 1);
	x /= 0;
}
