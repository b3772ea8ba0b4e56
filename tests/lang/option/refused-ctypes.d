#pragma D option ctypes=1
BEGIN
{
	exit(0);
}
