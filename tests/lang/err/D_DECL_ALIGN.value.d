struct three { int a __attribute__((aligned(3))); };
struct large { int a; } __attribute__((aligned(8192)));

BEGIN
{
	exit(0);
}
