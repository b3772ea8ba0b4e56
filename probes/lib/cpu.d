/* SPDX-License-Identifier: BSD-2-Clause */
/* The processor that a probe fires on. */

typedef int processorid_t;
typedef int psetid_t;

inline psetid_t PS_NONE = -1;

typedef struct cpuinfo {
	processorid_t cpu_id;
	psetid_t cpu_pset;	/* Linux has no processor sets */
} cpuinfo_t;

translator cpuinfo_t < struct task_struct *T > {
	cpu_id = cpu;
	cpu_pset = PS_NONE;
};

inline cpuinfo_t *curcpu = xlate <cpuinfo_t *> (curthread);
