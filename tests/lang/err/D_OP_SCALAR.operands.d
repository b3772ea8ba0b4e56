BEGIN
{
	x = !"a";
	y = "a" && 1;
	z = "a" ? 1 : 2;
	s = "a";
	s++;
}
