/* each record has some 40 bytes: two fit */
#pragma D option specsize=100
int n;

BEGIN { s = speculation(); }
BEGIN { speculate(s); printf("%d\n", ++n); }
BEGIN { speculate(s); printf("%d\n", ++n); }
BEGIN { speculate(s); printf("%d\n", ++n); }
BEGIN { commit(s); }
BEGIN { s = speculation(); speculate(s); printf("empty again: %d\n", ++n); }
BEGIN { commit(s); }
BEGIN { exit(0); }
