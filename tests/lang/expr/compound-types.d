/* a op= b is a = a op b: in the type that both have */
int x;
uint64_t y;
int8_t small;
uint32_t wide;

BEGIN
{
	x = -7; y = 2;
	x /= y;
	printf("%d\n", x);
	x = -7;
	x %= y;
	printf("%d\n", x);
	x = -8;
	x >>= y;
	printf("%d\n", x);
	small = -1; wide = 10;
	small /= wide;
	printf("%d %d\n", small, (int8_t)((int8_t)-1 / wide));
	small = 100;
	small += 100;
	printf("%d\n", small);
	exit(0);
}
