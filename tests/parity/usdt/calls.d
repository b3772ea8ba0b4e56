/* System calls and the end of the process that makes them. */
syscall:::entry /pid == $target/ { @entries[probefunc] = count(); self->call = probefunc; }
syscall:::return /pid == $target/ { @returns[self->call == probefunc ? probefunc : "another", errno] = count(); }
syscall::write:entry /pid == $target/ { printf("write %d bytes to %d: %s\n", arg2, arg0, copyinstr(arg1, arg2)); }
syscall::write:return /pid == $target/ { printf("%d %d\n", arg0, arg1); }
syscall:::return /pid == $target && errno/ { printf("%s: %d\n", probefunc, arg1); }
target$target:::work-start /args[0] == 1/ { printf("errno %d\n", errno); }
proc:::exit /pid == $target/ { printf("exit %d\n", arg0); }
proc:::lwp-exit /pid == $target/ { printf("%d\n", tid == pid); }
