struct s { int a : 3; };
BEGIN
{
	x = sizeof (((struct s *)arg0)->a);
}
