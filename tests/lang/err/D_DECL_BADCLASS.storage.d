auto int x;
struct s { static int a; };
BEGIN
{
	trace(1);
}
