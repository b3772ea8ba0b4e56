BEGIN
{
	a = 5; m = -1;
	printf("%d%d%d%d%d%d\n", a == 5, a != 5, a < 6, a <= 5, a > 5, a >= 5);
	printf("%d%d%d\n", m < a, m > a, m == -1);
	this->u = (uint32_t)1; this->i = (int)-1;
	printf("%d%d\n", this->i > this->u, (uint32_t)this->i == 0xffffffff);
	this->l = (uint64_t)1;
	printf("%d\n", (int64_t)-1 < this->l);
	exit(0);
}
