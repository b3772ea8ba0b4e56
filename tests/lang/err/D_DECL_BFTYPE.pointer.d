struct s { int *a : 3; };
BEGIN
{
	trace(1);
}
