int x;
int x;
string x;
int pid;
int printf;
enum e { A, B };
int A;
enum f { B };
struct s { int a; struct { int a; }; };
inline int I = 1;
string I;
BEGIN
{
	trace(1);
}
