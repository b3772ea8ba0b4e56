struct s { int a; };
BEGIN
{
	x = ((struct s *)arg0)->b;
	y = offsetof(struct s, c);
}
