BEGIN
{
	printf("%d %d\n", getmajor(0x800001), getminor(0x800001));
	printf("%d %d\n", getmajor(0xffffffff), getminor(0xffffffff));
	printf("%d %d\n", getmajor(0), getminor(0));
	exit(0);
}
