struct s { int a : 3; };
BEGIN
{
	x = &((struct s *)arg0)->a;
}
