int x;
BEGIN
{
	x(1);
	pid();
	y = count();
	quantize(1);
}
