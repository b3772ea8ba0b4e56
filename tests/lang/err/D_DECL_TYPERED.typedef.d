typedef int a_t;
typedef int a_t;
typedef char *a_t;
struct s { int a; };
struct s { int b; };
BEGIN
{
	trace(1);
}
