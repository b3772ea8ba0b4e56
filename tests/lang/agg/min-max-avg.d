BEGIN
{
	@lo = min(5); @lo = min(-3); @lo = min(8);
	@hi = max(-5); @hi = max(-3);
	@av = avg(1); @av = avg(2); @av = avg(6);
	exit(0);
}
END
{
	printa("%@d ", @lo); printa("%@d ", @hi); printa("%@d\n", @av);
}
