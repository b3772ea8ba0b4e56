// needs: the kernel to trace
/* The numbers of tasks are those that pid and tid have. */
BEGIN
{
	printf("%d %d\n", task_pid(curthread) == pid, task_tid(curthread) == tid);
	printf("%d\n", task_pid(curthread->real_parent) == ppid);
	printf("%d\n", task_pid(curthread->group_leader) == $pid);
}

BEGIN
{
	task_pid(1);
}

ERROR
{
	printf("%d\n", arg4);
}

BEGIN
{
	exit(0);
}
