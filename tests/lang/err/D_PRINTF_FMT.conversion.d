BEGIN
{
	printf("%q", 1);
	printf("%");
	printf("%-10", 1);
	printf("%wd", 1);
}
