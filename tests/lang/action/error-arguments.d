/*
 * arg1: which clause; arg2: which of its actions, 0: its predicate; arg3: not
 * used; arg4: what happened, as DTrace numbers it; arg5: the address. The rest
 * of the clause is not done, the next one is.
 */
int zero;

BEGIN { printf("one\n"); }
BEGIN { zero = 0; trace(*(int *)16); }
BEGIN { trace(1 / zero); }
BEGIN { trace(1 % zero); zero = 5; }
BEGIN /1 / zero/ { zero = 5; }
BEGIN { this->n = 5000; this->p = alloca(this->n); }
BEGIN { this->b = 99; trace(strtoll("1", this->b)); }
BEGIN { printf("still %d\n", zero); }

ERROR
{
	printf("%d %d %d %d 0x%x\n", arg1, arg2, arg3, arg4, arg5);
}

tick-10ms
{
	exit(0);
}
