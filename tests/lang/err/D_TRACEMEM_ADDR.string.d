struct s { int a; };
BEGIN
{
	tracemem(*(struct s *)arg0, 10);
}
