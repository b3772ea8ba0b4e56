BEGIN
{
	printf("%d %d %d %d\n", 42, 0x2a, 052, 'A');
	printf("%u\n", 18446744073709551615ull);
	printf("%s|%s\n", "tab\there", "quote\" back\\");
	printf("%d %d\n", '\n', '\x41');
	exit(0);
}
