BEGIN
{
	a = "apple"; b = "banana";
	printf("%d%d%d%d%d%d\n", a == "apple", a != "apple", a < b, a <= b, a > b, a >= b);
	printf("%d%d\n", a == b, a == "applesauce");
	printf("%d\n", "app" == a);
	exit(0);
}
