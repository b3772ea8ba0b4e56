inline int f[int a] = a;
BEGIN
{
	a[1] = 1;
	a[1, 2] = 1;
	@b[1] = count();
	@b = count();
	x = f[1, 2];
	y = uregs[1, 2];
}
