/* a key is as wide as the array's declaration says */
int a[uint8_t, int];
BEGIN
{
	a[1, 2] = 10;
	this->n = 0x101;
	this->max = 0x7fffffff;
	printf("%d %d %d\n", a[1, 2], a[0x101, 2], a[this->n, 2]);
	a[0, this->max + 1] = 5;
	printf("%d\n", a[0, -0x7fffffff - 1]);
	b[(uint32_t)0 - 1] = 7;
	printf("%d\n", b[0xffffffff]);
	exit(0);
}
