BEGIN
{
	printf("[%s] [%s] [%s]\n", substr("hello", 0), substr("hello", 1), substr("hello", 1, 3));
	printf("[%s] [%s] [%s]\n", substr("hello", 4), substr("hello", 5), substr("hello", 6));
	/* an index below 0 counts from the end */
	printf("[%s] [%s] [%s]\n", substr("hello", -3), substr("hello", -3, 2), substr("hello", -5));
	/* what begins before the string loses its first bytes */
	printf("[%s] [%s] [%s]\n", substr("abc", -5, 4), substr("abc", -5, 2), substr("abc", -5));
	/* a length below 0 leaves bytes out at the end */
	printf("[%s] [%s] [%s]\n", substr("hello", 1, -1), substr("hello", -4, -2), substr("hello", 3, -2));
	printf("[%s] [%s] [%s]\n", substr("hello", -7, -5), substr("", 0), substr("hello", 2, 0));
	i = -2; n = 100;
	printf("[%s] [%s]\n", substr("hello", i, n), substr("hello", i, i));
	i = 0x7fffffff; n = -0x7fffffff - 1;
	printf("[%s] [%s] [%s]\n", substr("hello", i), substr("hello", n, i), substr("hello", n, n));
	printf("[%s]\n", substr(strjoin("abc", "def"), 2, 2));
	exit(0);
}
