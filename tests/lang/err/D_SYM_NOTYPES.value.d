BEGIN
{
	trace(vmlinux`_stext);
	trace(&vmlinux`_stext);
}
