#pragma D option setenv=1
BEGIN
{
	exit(0);
}
