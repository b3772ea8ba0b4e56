/* in a branch, speculate() is for the records of those who take it */
int n;

BEGIN { s = speculation(); }

tick-10ms
/n < 4/
{
	if (n % 2)
		speculate(s);
	printf("%d\n", n);
	n++;
}

tick-10ms /n == 4/ { commit(s); }
tick-10ms /n == 4/ { exit(0); }
