// options: -h -o /dev/null
provider p {
	probe a__b(int);
	probe a-b(char *);
};
