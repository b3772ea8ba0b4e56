/* A bit-field narrower than int is an int in an expression, and holds no more
 * than its bits. */
struct flags { unsigned a : 3; int b : 5; unsigned c : 26; };
struct flags f;

BEGIN
{
	printf("%d %d %d\n", f.a > -1, -1 < f.c, f.a - 1 < 0);
	printf("%u %u\n", --f.a, f.a);
	printf("%u %u\n", --f.c, f.c);
	f.b = 15;
	printf("%d %d\n", ++f.b, f.b);
	f.a = 7;
	printf("%d %d\n", f.a++, f.a);
	f.a = 6; f.a += 5;
	printf("%d\n", f.a);
	exit(0);
}
