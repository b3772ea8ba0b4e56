/* An array of no elements at the end of a struct: none of it is there. */
struct list { int n; int items[0]; };
struct list list;
int after;

BEGIN
{
	after = 7;
	list.n = 3;
	this->i = 0;
	list.items[this->i] = 9;
	printf("not reached\n");
}

BEGIN
{
	this->i = -1;
	list.items[this->i] = 9;
	printf("not reached\n");
}

ERROR
{
	faults++;
}

BEGIN
{
	printf("%d %d %d %d\n", list.n, after, faults, sizeof(struct list));
	exit(0);
}
