BEGIN
{
	stack(pid);
	stack(0);
}
