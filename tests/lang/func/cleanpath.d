BEGIN
{
	printf("[%s] [%s] [%s]\n", cleanpath("/a/b"), cleanpath("/a/./b"), cleanpath("/a//b"));
	printf("[%s] [%s] [%s]\n", cleanpath("/a/../b"), cleanpath("/a/b/../../c"), cleanpath("/a/b/c/../../d/../e"));
	printf("[%s] [%s] [%s]\n", cleanpath("/.."), cleanpath("/../../a"), cleanpath("/a/../../b"));
	printf("[%s] [%s] [%s]\n", cleanpath("/a/"), cleanpath("/a/b/.."), cleanpath("/a/b/../"));
	/* dots that are part of names */
	printf("[%s] [%s] [%s]\n", cleanpath("/..a/.b"), cleanpath("/a../b."), cleanpath("/.../x"));
	/* a relative path keeps what cannot be taken back */
	printf("[%s] [%s] [%s]\n", cleanpath("a/../b"), cleanpath("../a/./b"), cleanpath("a/../../b/c/../d"));
	printf("[%s] [%s] [%s] [%s]\n", cleanpath(""), cleanpath("/"), cleanpath("//"), cleanpath("a"));
	exit(0);
}
