BEGIN
{
	@a = count();
	normalize(@a, "b");
}
