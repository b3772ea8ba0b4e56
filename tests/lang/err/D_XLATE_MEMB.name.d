struct o { int a; int b; };
translator struct o < int i > { a = i; c = 1; };
BEGIN
{
	x = xlate <struct o> (1).b;
	y = xlate <struct o *> (1)->d;
}
