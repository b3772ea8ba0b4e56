#pragma D option rawbytes
BEGIN
{
	trace("text");
	exit(0);
}
