struct out { int a; };
translator struct out < int N > { a = N; };

BEGIN
{
	this->p = xlate <struct out *> (1);
}
