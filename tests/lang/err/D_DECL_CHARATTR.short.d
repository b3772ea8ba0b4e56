short char x;
BEGIN
{
	trace(1);
}
