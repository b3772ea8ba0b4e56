BEGIN
{
	a[1] = 5; a[2] = 6;
	a[1] = 0;
	s["x"] = "y";
	printf("%d %d %s|%s|\n", a[1], a[2], s["x"], s["z"]);
	exit(0);
}
