BEGIN
{
	printf("[%s]", strtok(strtok("hello world/again", "/"), " "));
	printf("[%s]\n", strtok(NULL, " "));
	printf("[%s]", strtok("a-b-c", strtok("-x", "x")));
	printf("[%s]\n", strtok(NULL, "-"));
	exit(0);
}
