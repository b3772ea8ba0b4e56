target$target:::round
{
	@all = count();
	@by[args[0] % 2, copyinstr(arg1)] = sum(args[0]);
	@q = quantize(args[0]);
	@l[probefunc] = lquantize(args[0], 0, 5, 1);
	@s = stddev(args[0]);
	@least = min(args[0]);
	@most = max(args[0]);
	@mean = avg(args[0]);
}
END { printa("%d %s %@d\n", @by); trunc(@by); }
