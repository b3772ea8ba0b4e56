BEGIN
{
	trunc(1, 1);
}
