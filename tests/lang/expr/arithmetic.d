BEGIN
{
	a = 7; b = 3;
	printf("%d %d %d %d %d\n", a + b, a - b, a * b, a / b, a % b);
	c = -7;
	printf("%d %d %d %d\n", c / b, c % b, c * b, -c);
	printf("%d %d\n", 7 / -2, 7 % -2);
	printf("%d\n", 2 + 3 * 4 - 6 / 2);
	exit(0);
}
