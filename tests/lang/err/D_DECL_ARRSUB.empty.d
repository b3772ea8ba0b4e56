int table[0];
struct none { char text[0]; };
this struct none local;

BEGIN
{
	table[1] = 1;
}
