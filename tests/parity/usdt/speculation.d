target$target:::work-start { self->s = speculation(); }
target$target:::work-start /self->s/ { speculate(self->s); printf("begins %d\n", args[0]); }
target$target:::work-done /self->s && args[0] % 2/ { commit(self->s); self->s = 0; }
target$target:::work-done /self->s/ { discard(self->s); self->s = 0; }
