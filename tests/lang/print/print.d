/* print() shows any value with its type and, of structs, its members. */
enum color { RED, GREEN = 5, LAST = -1 };
struct inner { char c; unsigned char u; _Bool on; };
struct outer {
	int number;
	unsigned low : 3;
	int high : 5;
	enum color color, other;
	char text[8];
	char bytes[3];
	short list[3];
	struct inner inner, two[2];
	union { uint64_t all; uint32_t half; };
	struct { int x; } named;
	void *pointer;
	int (*function)(int, char *);
	string words;
	double ratio;
};
typedef struct outer outer_t;
this outer_t o;
this struct inner many[2];

BEGIN
{
	print(1);
	print(-1);
	print((uint8_t)200);
	print('x');
	print("text");
	print((enum color)5);
	print((int *)0x1234);
	print(probename);
	this->o.number = -17;
	this->o.low = 5;
	this->o.high = -2;
	this->o.color = GREEN;
	this->o.other = (enum color)7;
	this->o.text = "he\"y";
	this->o.bytes[1] = 7;
	this->o.list[1] = 2;
	this->o.inner.c = 'c';
	this->o.two[1].on = 1;
	this->o.all = 0x100000002;
	this->o.named.x = 3;
	this->o.words = "some words";
	this->o.pointer = (void *)16;
	print(this->o);
	this->many[1].c = 'm';
	print(this->many);
	print(this->many[1]);
	print(this->o.text);
	exit(0);
}
