BEGIN
{
	i = 2;
	if (i == 1) {
		printf("one\n");
	} else if (i == 2) {
		printf("two\n");
		j = 7;
	} else {
		printf("other\n");
	}
	if (j == 7)
		printf("seven\n");
	exit(0);
}
