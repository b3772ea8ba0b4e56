struct s { int a : 33; char b : 9; int c : 0; int d : -1; };
BEGIN
{
	trace(1);
}
