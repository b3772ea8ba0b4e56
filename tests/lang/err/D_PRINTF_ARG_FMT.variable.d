BEGIN
{
	printf(execname);
	printf(1);
}
