// args: one two
#pragma D option argref
BEGIN
{
	printf("%s\n", $$1);
	exit(0);
}
