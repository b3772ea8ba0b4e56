/* Memory that arguments lead to. */
target$target:::round
/args[0] == 1/
{
	this->p = (char *)copyin(arg1, 6);
	printf("%c%c %d %d\n", this->p[0], this->p[2], strlen(copyinstr(arg1)), *(char *)copyin(arg1 + 1, 1));
	tracemem(copyin(arg1, 7), 7);
	printf("%s|%s\n", strtok(copyinstr(arg1), " "), substr(copyinstr(arg1), 2));
	printf("%s\n", copyinstr(arg1, 3));
}
