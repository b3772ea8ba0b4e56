/*
 * ERROR fires where the fault was: in the same thread, right behind the clause
 * that failed and before the next one, and it sees what that clause has done.
 */
int zero, order;
self int depth;

BEGIN { self->depth = 5; this->step = 1; }
BEGIN { this->step = 2; order = order * 10 + 1; trace(1 / zero); }
BEGIN { order = order * 10 + 3; printf("next: %d %d\n", this->step, self->depth); }
BEGIN { this->step = 4; order = order * 10 + 1; trace(*(int *)16); }
BEGIN { order = order * 10 + 3; printf("last: %d %d %s\n", order, self->depth, probename); }

ERROR
{
	order = order * 10 + 2;
	printf("%s: clause %d, step %d, depth %d\n", probename, arg1, this->step, self->depth);
	self->depth++;
}

/* a fault in ERROR ends this clause and fires nothing */
ERROR { trace(1 / zero); order = 9; }
ERROR /this->step == 4/ { printf("second of ERROR: %d at %d\n", arg4, arg5); this->step = 5; }

BEGIN { printf("%d\n", this->step); exit(0); }
