BEGIN
{
	@a = count();
	trunc(@a, "b");
}
