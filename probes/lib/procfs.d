/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Processes and threads as DTrace's scripts know them, made of the kernel's
 * struct task_struct. A process is its first thread: T->group_leader.
 */

typedef struct psinfo {
	int pr_nlwp;		/* threads */
	pid_t pr_pid;
	pid_t pr_ppid;
	pid_t pr_pgid;
	pid_t pr_sid;
	uid_t pr_uid;
	uid_t pr_euid;
	gid_t pr_gid;
	gid_t pr_egid;
	uintptr_t pr_addr;	/* of the task_struct */
	uint64_t pr_start;	/* ns after boot when it began */
	char pr_fname[16];	/* its name, as execname has it */
	string pr_psargs;	/* its arguments */
	int pr_wstat;		/* what wait(2) would give */
	uintptr_t pr_argv;
	uintptr_t pr_envp;
	char pr_dmodel;
} psinfo_t;

inline char PR_MODEL_ILP32 = 1;
inline char PR_MODEL_LP64 = 2;

translator psinfo_t < struct task_struct *T > {
	pr_nlwp = T->signal->nr_threads;
	pr_pid = task_pid(T);
	pr_ppid = task_pid(T->real_parent);
	pr_pgid = T->signal->pids[2]->numbers[0].nr;
	pr_sid = T->signal->pids[3]->numbers[0].nr;
	pr_uid = T->cred->uid.val;
	pr_euid = T->cred->euid.val;
	pr_gid = T->cred->gid.val;
	pr_egid = T->cred->egid.val;
	pr_addr = (uintptr_t)T;
	pr_start = T->group_leader->start_time;
	pr_fname = T->group_leader->comm;
	pr_psargs = task_pid(T) == pid ? execargs :
	    stringof(T->group_leader->comm);
	pr_wstat = T->exit_code;
	pr_argv = T->mm != NULL ? T->mm->arg_start : 0;
	pr_envp = T->mm != NULL ? T->mm->env_start : 0;
	pr_dmodel = PR_MODEL_LP64;
};

typedef struct lwpsinfo {
	int pr_flag;		/* PR_IDLE */
	pid_t pr_lwpid;
	uintptr_t pr_addr;	/* of the task_struct */
	char pr_state;		/* SRUN, SSLEEP, .. */
	char pr_sname;		/* a letter for it */
	int pr_nice;
	int pr_pri;
	int pr_onpro;		/* the CPU that it ran on last */
	char pr_name[16];
} lwpsinfo_t;

inline int PR_IDLE = 0x10000000;

inline char SSLEEP = 1;
inline char SRUN = 2;
inline char SZOMB = 3;
inline char SSTOP = 4;
inline char SIDL = 5;
inline char SONPROC = 6;

translator lwpsinfo_t < struct task_struct *T > {
	pr_flag = T->pid == 0 ? PR_IDLE : 0;
	pr_lwpid = task_tid(T);
	pr_addr = (uintptr_t)T;
	pr_state = T->exit_state != 0 ? SZOMB : (T->__state & 0xc) != 0 ?
	    SSTOP : (T->__state & 0x3) != 0 ? SSLEEP :
	    T->on_cpu != 0 ? SONPROC : SRUN;
	pr_sname = T->exit_state != 0 ? 'Z' : (T->__state & 0xc) != 0 ?
	    'T' : (T->__state & 0x3) != 0 ? 'S' :
	    T->on_cpu != 0 ? 'O' : 'R';
	pr_nice = T->static_prio - 120;
	pr_pri = T->prio;
	pr_onpro = T->thread_info.cpu;
	pr_name = T->comm;
};

inline psinfo_t *curpsinfo = xlate <psinfo_t *> (curthread);
inline lwpsinfo_t *curlwpsinfo = xlate <lwpsinfo_t *> (curthread);

/* Where the process is, and where its root is. */
inline string cwd = d_path(&curthread->fs->pwd);
inline string root = d_path(&curthread->fs->root);
