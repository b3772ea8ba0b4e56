BEGIN
{
	x = 08;
	y = 0x;
	z = 12abc;
	w = 1ulu;
}
