struct pair {
	int first;
	short second[3];
	unsigned low:4;
	int high:5;
	struct { signed char c; long l; } in;
};

BEGIN
{
	this->s = (struct pair *)alloca(sizeof(struct pair));
	this->s->first = -5;
	this->s->second[0] = 70000;
	this->s->second[2] = 7;
	this->s->in.c = 200;
	this->s->in.l = 1 << 40;
	printf("%d %d %d %d %d\n", this->s->first, this->s->second[0], this->s->second[2], this->s->in.c, this->s->in.l);
	this->s->first += 3;
	this->s->first <<= 2;
	printf("%d %d %d\n", this->s->first++, --this->s->first, this->s->first);
	/* elements, pointers to them, arithmetic of pointers */
	this->p = (short *)this->s + 2;
	printf("%d %d %d\n", *this->p, this->p[2], this->s->second[1 + 1]);
	this->p += 2;
	*this->p -= 10;
	printf("%d %d\n", *this->p, this->p - (short *)this->s);
	/* from the low bit: 5, then 0x1e, which is -2 in five bits */
	*(this->p + 1) = 0x1e5;
	printf("%d %d\n", this->s->low, this->s->high);
	/* trace shows what an object is made of */
	tracemem(this->s, 16);
	tracemem(this->s, 16, 4);
	tracemem(this->s, 16, 99);
	this->none = 0;
	tracemem(this->s, 16, this->none);
	trace(*this->s);
	trace(this->s->second);
	printf("\n");
	exit(0);
}
