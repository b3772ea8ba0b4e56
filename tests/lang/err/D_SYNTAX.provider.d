// options: -h -o /dev/null
provider p {
	probe a(int);
	probe (int);
	probe b(int;
	prove c();
}
