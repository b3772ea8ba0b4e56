// options: -x backend=ptrace
/* The same program, without the kernel. */
self int n;

BEGIN
{
	self->n = 3;
	a["x"] = strjoin("inter", "preted");
	@["sum"] = sum(self->n);
	@["sum"] = sum(4);
	@q = quantize(100);
	printf("%s %d %s %s\n", a["x"], self->n + 1, probename, execname);
	printf("%d %d\n", progenyof($pid), ppid > 0);
	exit(0);
}
