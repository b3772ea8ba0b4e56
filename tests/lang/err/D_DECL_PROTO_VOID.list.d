// options: -h -o /dev/null
provider p {
	probe ok(void);
	probe a(int, void);
	probe b(void x);
};
