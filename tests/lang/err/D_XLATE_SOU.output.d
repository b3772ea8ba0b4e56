translator int < int i > { a = 1; };
BEGIN
{
	trace(1);
}
