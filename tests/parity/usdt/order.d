/* Clauses in their order, ends at exit(). */
BEGIN { printf("begin\n"); }
target$target:::round { n++; printf("first %d\n", n); }
target$target:::round /n == 3/ { printf("exit\n"); exit(0); }
target$target:::round { printf("last %d\n", n); }
END { printf("end %d\n", n); }
