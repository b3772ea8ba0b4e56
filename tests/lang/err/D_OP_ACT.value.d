BEGIN
{
	x = exit(1);
	y = 1 + printf("a");
	trace(1), trace(2);
	z = (@a = count());
	w = bcopy(arg0, arg1, 1);
}
