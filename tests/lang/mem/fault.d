/* What is not the program's own memory is not written to, and not read. */
BEGIN { this->p = (char *)alloca(100); this->p[100] = 1; printf("room for the NUL\n"); }
BEGIN { this->p = (char *)alloca(8); *(this->p + 4096) = 1; printf("wrong\n"); }
BEGIN { this->p = (char *)alloca(8); *(this->p - 200) = 1; printf("wrong\n"); }
BEGIN { *(int *)8 = 1; printf("wrong\n"); }
BEGIN { (*(int *)8)++; printf("wrong\n"); }
BEGIN { bcopy((void *)8, alloca(8), 8); printf("wrong\n"); }
BEGIN { bcopy(alloca(8), (void *)8, 8); printf("wrong\n"); }
BEGIN { copyin(8, 4); printf("wrong\n"); }
BEGIN { copyinto(8, 4, alloca(4)); printf("wrong\n"); }
BEGIN { this->p = alloca(4097); printf("wrong\n"); }
BEGIN { this->n = -1; this->p = alloca(this->n); printf("wrong\n"); }
BEGIN { tracemem((void *)8, 8); printf("wrong\n"); }
BEGIN { trace(*(int *)8); printf("wrong\n"); }
ERROR { printf("fault %d at %d\n", arg4, (uint64_t)arg5 < 4096 ? arg5 : -1); }

/* two times 2000 fit, the third does not */
END { this->a = alloca(2000); this->b = alloca(2000); printf("%d\n", (char *)this->b - (char *)this->a); }
END { this->c = alloca(2000); printf("wrong\n"); }
BEGIN { exit(0); }
