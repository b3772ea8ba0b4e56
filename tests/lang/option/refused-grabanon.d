#pragma D option grabanon=1
BEGIN
{
	exit(0);
}
