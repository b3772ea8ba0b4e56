BEGIN
{
	trace(args[256]);
	trace(args[-1]);
}
