BEGIN
{
	printf("%s %s %s\n", lltostr(0), lltostr(-1), lltostr(42));
	printf("%s %s\n", lltostr(9223372036854775807), lltostr(-9223372036854775807 - 1));
	printf("%s %s %s\n", lltostr(255, 16), lltostr(0, 16), lltostr(-1, 16));
	printf("%s %s %s\n", lltostr(8, 8), lltostr(0, 8), lltostr(-1, 8));
	printf("%s\n%s %s\n", lltostr(-1, 2), lltostr(35, 36), lltostr(-5, 10));
	this->base = 3;
	this->n = 80;
	printf("%s %s\n", lltostr(this->n, this->base), strjoin(lltostr(this->n), "%"));
	this->c = (char)-7;
	printf("%s\n", lltostr(this->c));
}

BEGIN
{
	this->base = 37;
	printf("%s\n", lltostr(1, this->base));
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
