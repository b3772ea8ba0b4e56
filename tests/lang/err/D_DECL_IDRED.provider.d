// options: -h -o /dev/null
provider p {
	probe a();
};
provider p {
	probe b();
};
