BEGIN
{
	tracemem(arg0, pid);
	tracemem(arg0, 0);
	tracemem(arg0, 65536);
}
