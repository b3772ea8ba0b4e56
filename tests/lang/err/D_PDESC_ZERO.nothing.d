nosuchprovider:::probe
{
	trace(1);
}
