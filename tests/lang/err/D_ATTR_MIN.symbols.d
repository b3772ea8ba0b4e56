// options: -e -x amin=Evolving/Evolving/Common
/* What the kernel's threads look like may change at any time. */
BEGIN
{
	trace((uint64_t)curthread);
}

tick-1s
{
	exit(0);
}
