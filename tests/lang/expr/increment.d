BEGIN
{
	a = 5;
	printf("%d %d %d\n", a++, a, ++a);
	printf("%d %d %d\n", a--, a, --a);
	self->s = 1; self->s++; ++self->s;
	this->t = 9; this->t--;
	k["x"]++; k["x"]++;
	printf("%d %d %d\n", self->s, this->t, k["x"]);
	exit(0);
}
