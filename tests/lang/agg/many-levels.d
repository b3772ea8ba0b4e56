/* So many levels that a value is too large to have one for each CPU. */
BEGIN
{
	@["k"] = lquantize(60000, 0, 65000, 1);
	@["k"] = lquantize(60000, 0, 65000, 1);
	@["k"] = lquantize(60002, 0, 65000, 1);
	printa(@);
	clear(@);
}
END
{
	@["k"] = lquantize(65000, 0, 65000, 1);
	printa(@);
}
tick-1ms { exit(0); }
