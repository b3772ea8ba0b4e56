BEGIN
{
	printf("%d", 1, 2);
	printf("100%%", 1);
}
