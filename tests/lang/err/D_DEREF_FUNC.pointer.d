struct s { int (*f)(int); };
BEGIN
{
	x = *((struct s *)arg0)->f;
}
