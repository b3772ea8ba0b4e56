// options: -w -e
BEGIN
{
	freopen("", 1);
}
