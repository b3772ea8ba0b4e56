struct o { int a; };
translator struct o < int i > { a = i; };
translator struct o < int i > { a = 2; a = 3; };
BEGIN
{
	trace(1);
}
