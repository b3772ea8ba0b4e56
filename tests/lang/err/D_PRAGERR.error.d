#error this needs more
#pragma D error and this too
BEGIN
{
	trace(1);
}
