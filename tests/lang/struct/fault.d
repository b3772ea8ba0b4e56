/* An index outside of a variable ends the clause, and nothing is changed. */
int table[4];
int after;

BEGIN
{
	after = 7;
	this->i = 4;
	table[this->i] = 1;
	printf("not reached\n");
}

BEGIN
{
	this->i = -1;
	trace(table[this->i]);
}

ERROR
{
	n++;
}

END
{
	printf("%d %d", n, after);
}

BEGIN
{
	exit(0);
}
