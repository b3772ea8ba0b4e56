/* An increment may be any integer, also a negative one. */
BEGIN
{
	@power = quantize(5, 3);
	@power = quantize(-1, -2);
	@power = quantize(0);
	@linear = lquantize(5, 0, 10, 2, 7);
	@linear = lquantize(-5, 0, 10, 2);
	@linear = lquantize(50, 0, 10, 2);
	printa(@power);
	printa(@linear);
	exit(0);
}
