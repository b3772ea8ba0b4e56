// options: -h -o /dev/null
provider p {
	probe a(static int x);
};
