/* What cannot be read is a fault, and tracing goes on. */
target$target:::bad-pointer { trace(copyinstr(arg0)); }
target$target:::round /args[0] == 4/ { printf("%d\n", 10 / (args[0] - 4)); }
target$target:::round { @ = count(); }
ERROR { printf("fault %d in action %d, %x\n", arg4, arg2, arg5); }
END { printa("%@d\n", @); }
