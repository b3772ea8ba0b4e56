this int n;
this string s;

tick-10ms
{
	printf("%d%s|\n", this->n, this->s);
	this->n = 5;
	this->s = "left over";
	i++;
}

tick-10ms
{
	printf("%d%s|\n", this->n, this->s);
}

tick-10ms
/i == 2/
{
	exit(0);
}
