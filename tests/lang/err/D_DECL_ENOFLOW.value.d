enum e { A = 4294967295, B };
enum f { C = -2147483649 };
BEGIN
{
	trace(1);
}
