BEGIN
{
	t = 2; f = 0; n = 0;
	printf("%d%d%d%d\n", t && t, t && f, t || f, f || f);
	printf("%d%d%d%d\n", t ^^ f, t ^^ t, !t, !f);
	r = f && n++;
	r = t || n++;
	printf("%d\n", n);
	exit(0);
}
