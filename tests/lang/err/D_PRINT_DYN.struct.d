BEGIN
{
	print(*(struct nosuch *)arg0);
}
