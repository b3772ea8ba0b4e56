BEGIN
{
	printf("%d %d %d %d %d\n", sizeof(char), sizeof(short), sizeof(int), sizeof(long), sizeof(long long));
	printf("%d %d %d %d\n", sizeof(signed char), sizeof(unsigned short int), sizeof(unsigned), sizeof(long unsigned));
	printf("%d %d %d %d\n", sizeof(float), sizeof(double), sizeof(long double), sizeof(_Bool));
	printf("%d %d %d %d\n", sizeof(void *), sizeof(char [10]), sizeof(int [2][3]), sizeof(int (*)(int, char *)));
	printf("%d %d\n", (char)-1 < 0, (unsigned char)-1 < 0);
	printf("%d %d %d\n", (_Bool)5, (_Bool)0, (bool)-1);
	printf("%d\n", sizeof(const volatile int));
	exit(0);
}
