BEGIN
{
	1 = 2;
	"a" = "b";
	strlen("a") = 1;
	x = 1;
	x + 1 = 2;
	(int)x = 1;
}
