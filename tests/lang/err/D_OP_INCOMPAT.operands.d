struct a { int i; };
struct b { int i; };
BEGIN
{
	x = "a" == 1;
	y = (int *)arg0 == (char *)arg0;
	z = 1 ? "a" : 2;
	w = (int *)arg0 - (char *)arg0;
	v = *(struct a *)arg0 == *(struct b *)arg1;
	u = *(struct a *)arg0 + 1;
}
