int a[int];
BEGIN
{
	x = sizeof (void);
	y = sizeof (struct nosuch);
	z = sizeof (a);
	w = sizeof (int (int));
}
