inline int LIMIT = 10;
inline string NAME = "inlined";
BEGIN
{
	printf("%d %s\n", LIMIT * 2, NAME);
	exit(0);
}
