BEGIN
{
	trace(vmlinux`_stext);
	trace(&vmlinux`_stext);
}
// needs: symbols of the kernel
