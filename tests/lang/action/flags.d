BEGIN
{
	printf("%d %i %u %o %x %X\n", -5, -5, 5, 64, 0xbeef, 0xbeef);
	printf("[%5d] [%-5d] [%05d] [%+d] [% d]\n", 42, 42, 42, 42, 42);
	printf("[%#x] [%#o] [%.3d] [%8.3d]\n", 255, 8, 7, 7);
	printf("[%*d] [%-*d] [%.*d]\n", 6, 42, 6, 42, 4, 42);
	printf("%c%c%c [%3c] %C%C [%4C]\n", 'a', 98, 'c', 'd', 'x', '\n', 7);
	printf("[%s] [%8s] [%-8s] [%.2s]\n", "word", "word", "word", "word");
	printf("%S|%s\n", "a\ttab \"quoted\" \\", "100%");
	printf("%p %p\n", 0x1234, (void *)0x1234);
	printf("%hhd %hd %ld %lld %jd %zd %td\n", (char)-1, (short)-2, -3, -4, -5, -6, -7);
	printf("%%|%d%%\n", 50);
	printf("%x %d %u\n", (char)-1, (unsigned char)255, (int)-1);
	printf("[%s]\n", "");
	exit(0);
}
