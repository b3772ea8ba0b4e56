/* nanoseconds since 1970, one value a firing, as far on as timestamp */
BEGIN
{
	this->a = walltimestamp;
	this->since = timestamp;
	printf("%d\n", walltimestamp == this->a);
	printf("%d\n", this->a > 1700000000000000000);
	wall = this->a - this->since;
	printf("%s\n", zonename);
}

BEGIN
{
	/* the clock may be set or slewed meanwhile, but not by a minute */
	this->more = (int64_t)(walltimestamp - timestamp - wall);
	printf("%d\n", this->more < 60000000000 && this->more > -60000000000);
	exit(0);
}
