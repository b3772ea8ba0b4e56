BEGIN
{
	x = *1;
	y = pid->a;
	z = *execname;
}
