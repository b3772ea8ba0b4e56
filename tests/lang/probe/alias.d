/*
 * Old names of probes, with the same arguments, with others, and two in one
 * clause; patterns of the user's are matched as they stand.
 */
#pragma D alias dtrace:::START BEGIN
#pragma D alias dtr*:::LAST END 1 0

dtrace:::START
{
	printf("%s: the same arguments\n", probename);
}

dtr*:::LAST,
dtrace:::START
/arg1 != -1/
{
	this->n = probename == "BEGIN" ? 1 : 2;
	printf("%s: clause of two, %d\n", probename, this->n);
}

dtrace:::BEGIN
{
	printf("%s: the new name still works\n", probename);
	exit(0);
}
