BEGIN
{
	x = offsetof(int, a);
	y = offsetof(struct nosuch, a);
}
