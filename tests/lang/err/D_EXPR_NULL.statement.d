BEGIN
{
	1;
	pid == 2;
	x = 1, 2;
	"a";
}
