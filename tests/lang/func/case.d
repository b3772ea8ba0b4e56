BEGIN
{
	printf("[%s] [%s]\n", toupper("Hello, World"), tolower("Hello, World"));
	/* the neighbours of the letters stay */
	printf("[%s] [%s]\n", toupper("`az{@AZ[09"), tolower("`az{@AZ[09"));
	printf("[%s] [%s]\n", toupper(""), tolower(""));
	printf("[%s] [%s]\n", toupper("a\xe9z"), tolower("A\xc9Z"));
	s = "name";
	printf("%s %s\n", toupper(strjoin(s, s)), s);
	exit(0);
}
