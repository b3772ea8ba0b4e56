BEGIN
{
	@["key", 1] = count();
	exit(0);
}
