#pragma D option ctfpath=1
BEGIN
{
	exit(0);
}
