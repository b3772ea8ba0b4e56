BEGIN
{
	x = offsetof(int);
}
