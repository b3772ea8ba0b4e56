int a[int];
inline int f[int i] = i;
BEGIN
{
	x = a;
	a = 1;
	y = args;
	z = f;
}
