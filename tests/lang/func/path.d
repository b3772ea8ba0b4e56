BEGIN
{
	printf("[%s] [%s] [%s] [%s]\n", basename("/usr/lib/x.so"), basename("x.so"), basename("/x"), basename("a/b"));
	printf("[%s] [%s] [%s] [%s]\n", basename("/usr/"), basename("usr//"), basename("//usr///lib///"), basename("."));
	printf("[%s] [%s] [%s]\n", basename("/"), basename("///"), basename(""));
	printf("[%s] [%s] [%s] [%s]\n", dirname("/usr/lib/x.so"), dirname("x.so"), dirname("/x"), dirname("a/b"));
	printf("[%s] [%s] [%s] [%s]\n", dirname("/usr/"), dirname("usr//"), dirname("//usr///lib///"), dirname("."));
	printf("[%s] [%s] [%s]\n", dirname("/"), dirname("///"), dirname(""));
	s = "/a/b/c";
	printf("[%s] [%s]\n", basename(dirname(s)), dirname(dirname(dirname(dirname(s)))));
	exit(0);
}
