BEGIN
{
	printf("%5d|%-5d|%05d|%+d\n", 42, 42, 42, 42);
	printf("%x|%X|%#x|%o\n", 255, 255, 255, 8);
	printf("%10s|%-10s|%.3s\n", "right", "left", "cut off");
	printf("%c%c %%\n", 'o', 'k');
	printf("%*d\n", 6, 7);
	exit(0);
}
