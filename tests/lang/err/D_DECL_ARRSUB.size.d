int x[-1];
int y[z];
int w[1099511627776];
struct s { int a[string]; };
BEGIN
{
	trace(1);
}
