BEGIN
{
	printf("[%s] [%s] [%s]\n", strchr("a/b/c", '/'), strchr("/", '/'), strchr("abc", '/'));
	printf("[%s] [%s] [%s]\n", strrchr("a/b/c", '/'), strrchr("/", '/'), strrchr("abc", '/'));
	printf("[%s] [%s] [%s]\n", strchr("", 'a'), strrchr("", 'a'), strchr("abc", 0));
	c = 'b';
	printf("[%s] [%s]\n", strchr("abcb", c), strrchr("abcb", c + 256));
	printf("[%s] [%s] [%s]\n", strstr("hello world", "o w"), strstr("hello", "o w"), strstr("hello", "hello"));
	printf("[%s] [%s] [%s]\n", strstr("hello", ""), strstr("", ""), strstr("", "a"));
	printf("[%s]\n", strstr(strchr("key=value", '='), "val"));
	exit(0);
}
