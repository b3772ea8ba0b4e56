/* The pid provider: calls and returns, their nesting. */
pid$target::work:entry { self->depth++; printf("entry %d %d\n", (int)arg0, self->depth); }
pid$target::work:return { self->depth--; printf("return %d\n", self->depth); }
target$target:::round { printf("round %d\n", args[0]); }
