BEGIN
{
	printf("[%s] [%s] [%s]\n", strjoin("", ""), strjoin("a", ""), strjoin("", "b"));
	printf("[%s]\n", strjoin(strjoin("one", " "), strjoin(strjoin("two", " "), "three")));
	s = "ab";
	s = strjoin(s, s);
	s = strjoin(s, s);
	printf("[%s] %d\n", s, strjoin("a", "bc") == strjoin("ab", "c"));
	@[strjoin("k", "ey")] = count();
	a[strjoin("k", "ey")] = 7;
	printf("%d\n", a["key"]);
	printa("%s %@d\n", @);
	exit(0);
}
