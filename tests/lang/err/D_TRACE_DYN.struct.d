BEGIN
{
	trace(*(struct nosuch *)arg0);
}
