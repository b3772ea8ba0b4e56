BEGIN
{
	struct s y;
	int z;
}
