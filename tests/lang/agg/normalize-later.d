/*
 * normalize() is of the keys that are there when its record is read: ticks are
 * long, so that it is read before the next one.
 */
BEGIN
{
	@a["first"] = sum(1000);
	@only = sum(50);
}
tick-200ms
/n++ == 0/
{
	normalize(@a, 10);
	normalize(@only, 10);
}
tick-200ms
/n == 2/
{
	@a["second"] = sum(1000);
	@a["first"] = sum(1000);
	@only = sum(50);
}
tick-200ms
/n == 3/
{
	printa("%s %@d\n", @a);
	printa("%@d\n", @only);
	trunc(@a, 1);
	normalize(@a, 1000);
	printa("%s %@d\n", @a);
	denormalize(@a);
	printa("%s %@d\n", @a);
	exit(0);
}
