#pragma D option btfpath=1
BEGIN
{
	exit(0);
}
