typedef st st;
typedef pt *pt;
typedef int (*ft)(ft);
typedef a b;
typedef b a;
typedef c *d;
typedef int c;
BEGIN
{
	x = (d)arg0;
}
