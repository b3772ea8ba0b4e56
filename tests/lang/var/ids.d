// needs: root as user
BEGIN
{
	printf("%d\n", pid > 0);
	printf("%d %d %d\n", tid == pid, uid, gid);
	printf("%d %d %d\n", cpu >= 0, id, epid);
	printf("%s %s %s [%s] [%s]\n", execname, probeprov, probename, probefunc, probemod);
	printf("%d %d\n", arg0, arg6 | arg7 | arg8 | arg9 | arg2 | arg3);
	printf("%d %d %d\n", timestamp > 0, timestamp == timestamp, walltimestamp / 1000000000 > 1600000000);
	exit(0);
}
