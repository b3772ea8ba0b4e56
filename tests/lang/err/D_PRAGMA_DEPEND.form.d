#pragma D depends_on the weather
BEGIN
{
	trace(1);
}
