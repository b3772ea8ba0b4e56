BEGIN
{
	print(exit(1));
}
