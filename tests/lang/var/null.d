self string never_set;

BEGIN
{
	printf("%d%d%d\n", NULL == 0, (int *)0 == NULL, (int *)8 == NULL);
	/* a string is NULL when it is empty */
	printf("%d%d%d\n", strchr("abc", 'b') == NULL, strchr("abc", 'd') == NULL, NULL != strstr("abc", "bc"));
	s = "x";
	printf("%d%d", s == NULL, s != 0);
	s = NULL;
	printf("%d%d\n", s == NULL, s != 0);
	this->p = (int *)8;
	this->p = NULL;
	printf("%d %p\n", this->p == NULL, this->p);
	a["k"] = "v";
	printf("%d%d", a["k"] == NULL, a["none"] == NULL);
	a["k"] = NULL;
	printf("%d\n", a["k"] == NULL);
}

BEGIN
/self->never_set == NULL && execname != NULL/
{
	self->never_set = "now";
	exit(0);
}
