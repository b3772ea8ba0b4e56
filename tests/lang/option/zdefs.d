#pragma D option zdefs
nosuch*:::probe { trace(1); }
BEGIN
{
	printf("begins\n");
	exit(0);
}
