/* id is the number that dtrace -l shows; epid counts the clauses */
int seen;

BEGIN
{
	printf("%d %d\n", id, epid);
	seen = id;
}

BEGIN
/seen == id/
{
	printf("%d %d\n", epid, ipl);
	exit(0);
}

END
{
	printf("%d\n", id != seen);
}
