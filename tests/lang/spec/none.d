/* numbers that are no speculation's: nothing is recorded, the rest is done */
int x;

BEGIN { speculate(0); x++; printf("no\n"); }
BEGIN { speculate(-1); x++; printf("no\n"); }
BEGIN { speculate(7); x++; printf("no\n"); }
BEGIN { commit(0); }
BEGIN { discard(99); }
BEGIN { printf("%d\n", x); exit(0); }
