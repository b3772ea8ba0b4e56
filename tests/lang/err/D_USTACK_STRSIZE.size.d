BEGIN
{
	ustack(10, pid);
	jstack(10, -1);
}
