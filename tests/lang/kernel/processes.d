// needs: the kernel to trace
/* What the kernel knows of the process, of its CPU and of its files. */
BEGIN
{
	printf("%s %d %d %d\n", curpsinfo->pr_fname, curpsinfo->pr_pid == pid, curpsinfo->pr_ppid == ppid, curpsinfo->pr_uid == uid);
	printf("%d %d\n", curlwpsinfo->pr_lwpid == tid, curcpu->cpu_id == cpu);
	printf("%s %s %s %s\n", fds[0].fi_name, fds[0].fi_pathname, basename(cwd), root);
	exit(0);
}
