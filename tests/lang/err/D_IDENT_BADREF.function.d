BEGIN
{
	x = strlen;
}
END
{
	x = 1;
	y = x[1];
}
