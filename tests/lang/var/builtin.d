// args: 7
BEGIN
{
	printf("%s %d %d %d\n", execname, pid == $pid, tid == pid, uid == $uid);
	printf("%d %d %d\n", timestamp > 0, cpu >= 0, $1);
	printf("%s %s %s %s|\n", probeprov, probemod, probefunc, probename);
	a = timestamp; b = timestamp;
	printf("%d\n", a == b);
	exit(0);
}
