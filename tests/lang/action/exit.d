/* the first exit() counts; the clauses of this firing go on, no other does */
BEGIN { printf("first\n"); exit(0); printf("still\n"); }
BEGIN { printf("the same firing\n"); exit(1); }
tick-1ms { printf("no\n"); }
END { printf("end\n"); }
