/* Who fires. */
target$target:::round
/args[0] < 2/
{
	printf("%d %d %d %d %s %s\n", pid == $target, tid == $target, uid, gid, execname,
	    probeprov == strjoin("target", lltostr(pid)) ? "provider" : "another");
	printf("%d\n", ppid > 1);
}
