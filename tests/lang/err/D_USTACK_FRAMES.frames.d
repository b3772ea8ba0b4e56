BEGIN
{
	ustack(pid);
	ustack(0);
	jstack(-1);
}
