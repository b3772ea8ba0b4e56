BEGIN
{
	@a = 1;
	@b = strlen("a");
}
