BEGIN
{
	a = 3;
	printf("%d %d\n", a > 2 ? 10 : 20, a > 5 ? 10 : a > 2 ? 15 : 20);
	printf("%s %s\n", a == 3 ? "three" : "other", a == 4 ? "four" : "other");
	exit(0);
}
