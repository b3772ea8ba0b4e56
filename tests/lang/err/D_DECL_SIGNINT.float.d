// options: -h -o /dev/null
provider p {
	probe a(unsigned float);
	probe b(signed void *);
};
