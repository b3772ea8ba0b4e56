/* options of the output can change at any time */
BEGIN
{
	setopt("stackindent", "3");
	setopt("quiet", "no");
	setopt("quiet");
	printf("still quiet\n");
}

BEGIN
{
	exit(0);
}
