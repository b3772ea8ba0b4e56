/* Each power of ten in nine pieces; what is outside; an increment. */
BEGIN
{
	@ = llquantize(-5, 10, 0, 1, 10);
	@ = llquantize(1, 10, 0, 1, 10);
	@ = llquantize(9, 10, 0, 1, 10);
	@ = llquantize(10, 10, 0, 1, 10);
	@ = llquantize(55, 10, 0, 1, 10);
	@ = llquantize(59, 10, 0, 1, 10, 4);
	@ = llquantize(100, 10, 0, 1, 10);
	printa(@);
	exit(0);
}
