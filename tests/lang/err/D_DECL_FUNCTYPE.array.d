typedef int f_t(int)[3];
BEGIN
{
	trace(1);
}
