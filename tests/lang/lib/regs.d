/* names and numbers of registers; here the tracer is in a system call */
BEGIN
{
	printf("%d %d\n", uregs[R_PC] != 0, uregs[R_SP] > 4096);
	n = R_SP;
	printf("%d\n", uregs[n] == uregs[R_SP]);
	n = 99;
}

BEGIN
{
	trace(uregs[n]);
}

ERROR
{
	printf("fault %d\n", arg4);
	exit(0);
}
