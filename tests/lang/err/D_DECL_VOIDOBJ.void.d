void x;
struct s { void v; int f(int); };
void a[3];
float f;
BEGIN
{
	trace(1);
}
