BEGIN
{
	x = strlen(1);
	y = copyinstr("a");
	exit("a");
	@ = sum("a");
}
