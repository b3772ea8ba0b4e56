struct nosuch x;
BEGIN
{
	trace(1);
}
