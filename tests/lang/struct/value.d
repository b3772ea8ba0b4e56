/* Structs as values: in all kinds of variables, their parts, and copies. */
struct point { int x; short y; char tag[6]; };
struct line { struct point from, to; struct { unsigned low : 3; int high : 5; _Bool on; }; };
union word { uint64_t all; uint32_t half[2]; uint8_t byte[8]; };

struct point declared;
self struct line line;
this union word w;
int table[4];
this int square[2][3];

BEGIN
{
	declared.x = 7;
	declared.y = -2;
	declared.tag = "abc";
	printf("%d %d %s\n", declared.x, declared.y, declared.tag);

	copy = declared;
	declared.x++;
	copy.x += 10;
	printf("%d %d %s\n", declared.x, copy.x, copy.tag);

	self->line.to = copy;
	self->line.from = self->line.to;
	self->line.from.tag[1] = 'X';
	printf("%d %s %s\n", self->line.from.x, self->line.from.tag,
	    self->line.to.tag);

	self->line.low = 9;
	self->line.high = -3;
	self->line.on = 256;
	printf("%d %d %d\n", self->line.low, self->line.high, self->line.on);
	self->line.high--;
	printf("%d %d\n", ++self->line.low, self->line.high);
}

BEGIN
{
	points[1, "a"] = copy;
	points[2, "b"] = declared;
	points[1, "a"].y = 3;
	points[3, "c"].x = 5;
	printf("%d %d %s\n", points[1, "a"].x, points[1, "a"].y,
	    points[1, "a"].tag);
	printf("%d %d %s\n", points[2, "b"].x, points[2, "b"].y,
	    points[2, "b"].tag);
	printf("%d %d [%s]\n", points[3, "c"].x, points[3, "c"].y,
	    points[9, "none"].tag);
	points[1, "a"] = 0;
	printf("%d\n", points[1, "a"].x);
	this->which = 1 ? declared : copy;
	printf("%d %d\n", this->which.x, (0 ? declared : copy).x);
}

BEGIN
{
	this->w.all = 0x1122334455667788;
	printf("%x %x %x\n", this->w.half[0], this->w.byte[7],
	    this->w.byte[this->w.byte[0] - 0x87]);
	table[1] = 5;
	table[table[1] - 2] = 6;
	printf("%d %d %d\n", table[0], table[1], table[3]);
	this->square[1][2] = 4;
	this->square[1][this->square[1][2] - 3] = 3;
	printf("%d %d %d\n", this->square[0][1], this->square[1][1],
	    this->square[1][2]);
	printf("%d\n", sizeof(this->square[0]));
}

BEGIN
{
	printf("%d %d %d\n", this->w.all, this->square[1][2], this->which.x);
	this->p = (struct point *)alloca(sizeof(struct point));
	*this->p = copy;
	this->p->x *= 2;
	printf("%d %s %s\n", this->p->x, this->p->tag, stringof(this->p->tag));
	copy = *this->p;
	printf("%d\n", copy.x);
	seen[copy] = 1;
	printf("%d %d\n", seen[*this->p], seen[declared]);
	declared = 0;
	printf("%d [%s]\n", declared.x, declared.tag);
	trace(table);
	trace(copy.tag);
	exit(0);
}
