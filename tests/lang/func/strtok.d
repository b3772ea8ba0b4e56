BEGIN
{
	printf("[%s]", strtok("  one two,three", " ,"));
	printf("[%s]", strtok(NULL, " ,"));
	printf("[%s]", strtok(NULL, " ,"));
	printf("[%s]", strtok(NULL, " ,"));
	printf("[%s]\n", strtok(NULL, " ,"));
	/* other delimiters may be used on the way; a new string starts anew */
	printf("[%s]", strtok("path=/bin:/usr", "="));
	printf("[%s]", strtok(NULL, ":"));
	printf("[%s]", strtok(NULL, ""));
	printf("[%s] [%s] [%s]\n", strtok("", "x"), strtok("xxx", "x"), strtok("abc", ""));
	printf("[%s]", strtok("a b c", " "));
}

/* it goes on in the next clause of the same firing */
BEGIN
{
	printf("[%s]\n", strtok(NULL, " "));
}

BEGIN
/strtok(NULL, " ") == NULL/
{
	printf("not reached\n");
}

BEGIN
{
	exit(0);
}

/* a firing begins with nothing left */
END
{
	printf("[%s] %d\n", strtok(NULL, " "), strtok(NULL, " ") == NULL);
}
