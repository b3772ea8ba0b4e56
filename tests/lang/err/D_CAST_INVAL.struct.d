struct s { int a; };
BEGIN
{
	x = (struct s)arg0;
	y = (int)execname;
	z = (int)*(struct s *)arg0;
	w = (string)*(struct s *)arg0;
	v = (double)1;
}
