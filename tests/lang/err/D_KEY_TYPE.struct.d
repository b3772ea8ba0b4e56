BEGIN
{
	@[*(struct nosuch *)arg0] = count();
	a[*(struct nosuch *)arg0] = 1;
}
