/* Strings that fill all of strsize, and what would be longer. */
#pragma D option strsize=16

BEGIN
{
	s = "0123456789abcde";
	printf("%s %d\n", s, strlen(s));
	printf("%s %d\n", strjoin(s, "x"), strlen(strjoin(s, s)));
	printf("%s\n", strjoin("0123456789", "abcdefgh"));
	printf("%s %s %s\n", substr(s, 14), substr(s, -15), substr(s, 1, 14));
	printf("%s %s %s\n", strchr(s, 'e'), strrchr(s, 'e'), strstr(s, s));
	printf("%d %d %d\n", index(s, "e"), rindex(s, "e"), index(s, s));
	printf("%s %s\n", toupper(s), tolower(toupper(s)));
	printf("%s %s\n", basename("/123456789abcde"), basename("123456789abcde/"));
	printf("%s %s\n", dirname("123456789abcd/e"), dirname("/////////////12"));
	printf("%s %s\n", cleanpath("/1/3/5/7/9/b/de"), cleanpath("/1/3/5/../../de"));
	printf("%s %s\n", lltostr(-123456789012345678), lltostr(-1, 2));
	printf("%d %d\n", strtoll("              7"), strtoll("000000000000008"));
	printf("%s", strtok("aaaaaa aaaaaaaa", " "));
	printf(" %s", strtok(NULL, " "));
	printf(" [%s]\n", strtok(NULL, " "));
	printf("%d\n", strjoin(s, "x") == strjoin(s, "y"));
	exit(0);
}
