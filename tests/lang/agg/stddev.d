/* Squares are added up in 128 bits. */
BEGIN
{
	@three = stddev(10);
	@three = stddev(20);
	@three = stddev(-30);
	@large = stddev(4611686018427387904);
	@large = stddev(-4611686018427387904);
	@extreme = stddev(-9223372036854775807 - 1);
	printa("%@d\n", @three);
	printa("%@d\n", @large);
	printa("%@d\n", @extreme);
	normalize(@three, 3);
	printa("%@d\n", @three);
	exit(0);
}
