BEGIN
{
	@a;
	x = @a + 1;
}
