BEGIN
{
	printf("%d %d %d %d\n", strtoll("0"), strtoll("123"), strtoll("-45"), strtoll("+6"));
	printf("%d %d %d %d\n", strtoll(" \t\n 7"), strtoll("8x"), strtoll("- 9"), strtoll("+-1"));
	printf("%d %d %d %d\n", strtoll(""), strtoll("   "), strtoll("-"), strtoll("x"));
	printf("%d %d\n", strtoll("9223372036854775807"), strtoll("-9223372036854775808"));
	printf("%d %d %d %d\n", strtoll("0x1F", 16), strtoll("1f", 16), strtoll("0X", 16), strtoll("-0xa", 16));
	printf("%d %d %d %d\n", strtoll("777", 8), strtoll("789", 8), strtoll("1012", 2), strtoll("-zz", 36));
	this->base = 5;
	printf("%d %d\n", strtoll("44", this->base), strtoll(lltostr(-77)));
}

BEGIN
{
	this->base = 1;
	printf("%d\n", strtoll("0", this->base));
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
