// options: -x cpp -x define=NAME=42 -x undef=GONE
#ifndef GONE
BEGIN
{
	printf("%d\n", NAME);
	exit(0);
}
#endif
