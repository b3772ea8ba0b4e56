BEGIN
{
	x = (1;
	y = 2;
	z = ];
	trace(x);
}
END
{
	trace();
