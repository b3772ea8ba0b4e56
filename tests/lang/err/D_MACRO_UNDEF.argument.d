BEGIN
{
	x = $1;
	y = $$3;
	z = $nosuch;
}
