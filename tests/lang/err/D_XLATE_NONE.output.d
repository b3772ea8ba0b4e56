struct o { int a; };
BEGIN
{
	x = xlate <struct o> (1).a;
}
