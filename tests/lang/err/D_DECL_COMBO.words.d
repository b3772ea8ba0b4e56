int char x;
int int y;
struct s int z;
unsigned signed w;
long long long v;
BEGIN
{
	trace(1);
}
