// needs: the kernel to trace
/* The kernel's own types: members, pointers, bit-fields, typedefs, symbols. */
BEGIN
{
	printf("%d %d\n", curthread->tgid == curthread->group_leader->pid,
	    task_pid(curthread) == pid && task_tid(curthread) == tid);
	printf("%d\n", ((struct task_struct *)curthread)->cred->uid.val == uid);
	printf("%s\n", curthread->comm == execname ? "comm" : "another");
	printf("%s\n", stringof(curthread->mm->exe_file->f_path.dentry->d_name.name));
	printf("%d\n", curthread->in_iowait);
	printf("%d %d\n", sizeof(u64), sizeof(struct list_head));
	printf("%d\n", offsetof(struct task_struct, pid) ==
	    (uintptr_t)&curthread->pid - (uintptr_t)curthread);
	printf("%d\n", &`do_exit == &vmlinux`do_exit);
	printf("%a\n", (uintptr_t)&`do_exit);
	printf("%d\n", (int)sizeof(struct vmlinux`task_struct) ==
	    sizeof(struct task_struct));
	exit(0);
}
