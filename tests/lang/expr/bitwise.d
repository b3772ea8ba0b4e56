BEGIN
{
	a = 0xf0; b = 0x3c;
	printf("%x %x %x %x\n", a & b, a | b, a ^ b, ~a & 0xff);
	printf("%d %d %d\n", 1 << 10, 1024 >> 3, -16 >> 2);
	s = 3;
	printf("%d %d\n", a << s, a >> s);
	exit(0);
}
