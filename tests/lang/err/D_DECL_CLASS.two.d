self this int x;
BEGIN
{
	trace(1);
}
