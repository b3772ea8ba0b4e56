BEGIN { printf("1\n"); }
BEGIN /0/ { printf("never\n"); }
BEGIN { printf("2\n"); }
END { printf("4\n"); }
BEGIN { printf("3\n"); exit(0); }
BEGIN { printf("same firing\n"); }
