BEGIN
{
	x = *(struct nosuch *)arg0;
}
