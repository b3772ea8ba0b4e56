/* A struct as the key of an aggregation: its bytes. */
struct k { char a; int b; };
this struct k k;

BEGIN
{
	this->k.a = 'x';
	this->k.b = 0x21212121;
	@[this->k, 1] = count();
	@[this->k, 1] = count();
	this->k.b = 0;
	@[this->k, 1] = count();
	exit(0);
}
