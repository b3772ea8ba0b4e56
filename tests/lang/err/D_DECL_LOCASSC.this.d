this int x[int];
BEGIN
{
	this->y[1] = 2;
}
