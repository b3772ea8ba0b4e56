// needs: frame pointers, which target has here
target$target:::work-start /args[0] == 0/ { ustack(2); printf("%d\n", ustackdepth > 2); }
target$target:::work-start { @[ustack(2)] = count(); }
target$target:::work-start /args[0] == 1/ { usym(ucaller); }
