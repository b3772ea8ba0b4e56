int;
typedef struct s { int a; };
struct t { int; };
BEGIN
{
	trace(1);
}
