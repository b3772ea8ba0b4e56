struct s { int i; };
struct o { struct s s; };
translator struct o < int i > { s = i; };
BEGIN
{
	x = xlate <struct o> (1).s;
}
