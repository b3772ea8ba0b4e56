BEGIN
{
	pid = 1;
	timestamp++;
	x = (const char *)arg0;
	*x = 'a';
}
