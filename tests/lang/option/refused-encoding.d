#pragma D option encoding=1
BEGIN
{
	exit(0);
}
