BEGIN
{
	s = "abcabc";
	printf("%d %d %d %d\n", index(s, "abc"), index(s, "bc"), index(s, "c"), index(s, "d"));
	printf("%d %d %d %d\n", index(s, "abc", 1), index(s, "abc", 4), index(s, "a", -9), index(s, "c", 5));
	printf("%d %d %d %d\n", rindex(s, "abc"), rindex(s, "bc"), rindex(s, "a"), rindex(s, "d"));
	printf("%d %d %d %d\n", rindex(s, "abc", 2), rindex(s, "abc", 3), rindex(s, "abc", 99), rindex(s, "a", -1));
	/* nothing is found everywhere, the end included */
	printf("%d %d %d %d\n", index(s, ""), index(s, "", 4), index(s, "", 9), index(s, "", -1));
	printf("%d %d %d %d\n", rindex(s, ""), rindex(s, "", 4), rindex(s, "", 9), rindex(s, "", -1));
	printf("%d %d %d %d\n", index("", ""), index("", "a"), rindex("", ""), rindex("", "a"));
	/* the whole, and more than the whole */
	printf("%d %d %d %d\n", index(s, s), rindex(s, s), index(s, "abcabca"), index("aab", "ab"));
	/* what repeats */
	printf("%d %d\n", index("aaaaaaab", "aaab"), rindex("aaaaaaab", "aaa"));
	exit(0);
}
