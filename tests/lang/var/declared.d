int number;
string text;
self int depth;
this uint8_t small;
int table[string, int];
BEGIN
{
	number = 3;
	text = "declared";
	self->depth = 4;
	this->small = 300;
	table["a", 1] = 7;
	printf("%d %s %d %d %d %d\n", number, text, self->depth, this->small, table["a", 1], table["a", 2]);
	exit(0);
}
