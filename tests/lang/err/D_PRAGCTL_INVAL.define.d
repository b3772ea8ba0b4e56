#define X 1
BEGIN
{
	trace(1);
}
