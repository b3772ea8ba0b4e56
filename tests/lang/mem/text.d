string s;
struct named { int n; char name[6]; };

BEGIN
{
	this->t = (char *)alloca(12);
	this->t[0] = 'h'; this->t[1] = 'e'; this->t[2] = 'y'; this->t[3] = 0;
	printf("[%s] %d\n", stringof(this->t), strlen(this->t));
	/* what is copied ends in a NUL */
	this->u = (char *)alloca(3);
	bcopy(this->t, this->u, 3);
	printf("[%s] %d\n", stringof(this->u), stringof(this->u) == "hey");
	bcopy(this->t + 1, this->u + 1, 1);
	s = this->u;
	printf("[%s] [%s]\n", s, strjoin(this->u, toupper(this->t)));
	this->s = (struct named *)alloca(sizeof(struct named));
	bcopy(this->t, this->s->name, 4);
	printf("[%s] [%s] %d\n", this->s->name, stringof(this->s->name), this->s->name == "hey");
	a[this->s->name] = 3;
	@[this->s->name] = count();
	printf("%d\n", a["hey"]);
	printa("%s %@d\n", @);
	trace(this->s->name);
	printf("\n");
	exit(0);
}
