#pragma D option unsetenv=1
BEGIN
{
	exit(0);
}
