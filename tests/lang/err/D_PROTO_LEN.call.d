BEGIN
{
	x = strlen();
	y = strjoin("a");
	exit();
	z = substr("a");
	printf();
}
