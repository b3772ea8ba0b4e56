BEGIN
{
	@ = lquantize(1, 0, 1000000, 65536);
	@b = lquantize(1, 0, 10, 0);
}
