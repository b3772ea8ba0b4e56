// options: -h -o /dev/null
provider p {
	probe a(int x[string]);
};
