/* A translator makes whole structs, and single members of them. */
typedef struct in { int a; short b; char text[8]; struct { long x; } deep; } in_t;
struct inner { long x; };
typedef struct out {
	int sum; char tag[8]; string name; unsigned bits : 4;
	struct inner deep; _Bool big;
} out_t;

translator out_t < in_t *I > {
	sum = I->a + I->b;
	tag = I->text;
	name = strjoin("n:", stringof(I->text));
	bits = I->a;
	deep = *(struct inner *)&I->deep;
	big = I->a > 5;
};

translator struct inner < int N > {
	x = N * 2;
};

this in_t *p;
out_t saved;

BEGIN
{
	this->p = (in_t *)alloca(sizeof(in_t));
	this->p->a = 21;
	this->p->b = 2;
	this->p->text = "text";
	this->p->deep.x = 9;
	printf("%d %s\n", xlate <out_t *> (this->p)->sum,
	    xlate <out_t> (this->p).name);
	saved = xlate <out_t> (this->p);
	printf("%d %s %s %d %d %d\n", saved.sum, saved.tag, saved.name,
	    saved.bits, saved.deep.x, saved.big);
	print(xlate <out_t> (this->p));
	print(*xlate <struct inner *> (4));
	made[1] = xlate <struct inner> (3);
	printf("%d\n", made[1].x + xlate <struct inner> (5).x);
	exit(0);
}
