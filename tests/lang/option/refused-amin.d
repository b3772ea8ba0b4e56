#pragma D option amin=1
BEGIN
{
	exit(0);
}
