BEGIN
{
	x = (nosuch_t *)arg0;
	y = x->member;
}
