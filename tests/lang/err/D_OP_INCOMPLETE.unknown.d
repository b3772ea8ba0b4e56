struct nosuch;
BEGIN
{
	x = (struct nosuch *)arg0;
	y = x->a;
	z = x + 1;
	w = x[1];
}
