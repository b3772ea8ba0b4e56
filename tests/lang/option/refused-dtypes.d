#pragma D option dtypes=1
BEGIN
{
	exit(0);
}
