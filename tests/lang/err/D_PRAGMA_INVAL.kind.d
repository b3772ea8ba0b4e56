#pragma D nonsense x
#pragma another compiler's
BEGIN
{
	trace(1);
}
