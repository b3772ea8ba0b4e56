// options: -h -o /dev/null
struct conn;
provider p {
	probe a(struct conn *c);
	probe b(struct conn c);
};
