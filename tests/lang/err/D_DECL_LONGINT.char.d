long char x;
long string y;
BEGIN
{
	trace(1);
}
