// needs: the kernel to trace
/* Types, translators and inlines of libraries, read because they are named. */
this psinfo_t *unused;

BEGIN
{
	printf("%d %d %d\n", curpsinfo->pr_pid == pid,
	    curpsinfo->pr_uid == uid, curpsinfo->pr_egid == gid);
	printf("%d %d\n", curpsinfo->pr_ppid == ppid,
	    curpsinfo->pr_addr == (uintptr_t)curthread);
	printf("%s %s\n", curpsinfo->pr_fname,
	    curpsinfo->pr_psargs != "" ? "with arguments" : "");
	/* a session may be 0: that of what init started */
	printf("%d %d %d\n", curpsinfo->pr_nlwp, curpsinfo->pr_sid ==
	    curthread->real_parent->signal->pids[3]->numbers[0].nr,
	    curpsinfo->pr_pgid > 0);
	printf("%d %d %d\n", curpsinfo->pr_start > 0,
	    curpsinfo->pr_argv < curpsinfo->pr_envp,
	    curpsinfo->pr_dmodel == PR_MODEL_LP64);
	printf("%d %c %s %d\n", curlwpsinfo->pr_lwpid == tid,
	    curlwpsinfo->pr_sname, curlwpsinfo->pr_name,
	    curlwpsinfo->pr_nice + 120 == curthread->static_prio);
	printf("%d %d %d\n", curlwpsinfo->pr_state == SONPROC,
	    curlwpsinfo->pr_flag & PR_IDLE, curlwpsinfo->pr_onpro == cpu);
	printf("%d %d\n", curlwpsinfo->pr_pri > 0, curlwpsinfo->pr_addr != 0);
	printf("%d %d\n", curcpu->cpu_id == cpu, curcpu->cpu_pset);
	printf("%d %d %d\n", curpsinfo->pr_euid, curpsinfo->pr_gid,
	    curpsinfo->pr_wstat);
	printf("%d\n", xlate <psinfo_t> (curthread->group_leader).pr_pid == pid);
	printf("%d\n", sizeof(psinfo_t) > 300);
	exit(0);
}
