BEGIN
{
	trace(`runqueues);
	trace(&vmlinux`runqueues);
}
// needs: the kernel to trace
