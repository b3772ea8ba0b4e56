// options: -h -o /dev/null
provider p {
	probe a(conn_t *c, conn_t *d, int);
};
