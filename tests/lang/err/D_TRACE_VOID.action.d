BEGIN
{
	trace(exit(1));
	trace(bcopy(arg0, arg1, 1));
}
