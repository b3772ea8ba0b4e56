/* the instructions go to standard error */
#pragma D option disasm
#pragma D option verbose
BEGIN
{
	printf("runs\n");
	exit(0);
}
