// options: -h -o /dev/null
struct info { int a; };
provider p {
	probe a(int x : struct info *x, struct info *y);
};
