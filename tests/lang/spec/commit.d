#pragma D option nspec=2

BEGIN
{
	self->a = speculation();
	self->b = speculation();
	printf("%d %d\n", self->a, self->b);
}

BEGIN { speculate(self->a); printf("first of %d\n", self->a); }
BEGIN { printf("recorded at once\n"); }
BEGIN { speculate(self->b); printf("never shown\n"); }
BEGIN { speculate(self->a); printf("second of %d\n", self->a); }
BEGIN { discard(self->b); commit(self->a); }
BEGIN { printf("after the commit\n"); }
BEGIN { speculate(self->a); printf("too late\n"); }
BEGIN { commit(self->a); discard(self->b); }
BEGIN { self->c = speculation(); printf("%d\n", self->c); }
BEGIN { speculate(self->c); printf("the number is free again\n"); }
BEGIN { exit(0); }

END { commit(self->c); }
