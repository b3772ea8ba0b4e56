/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of the tracer share; all of it belongs to its thread. */
#ifndef TRACER_IMPL_H
#define TRACER_IMPL_H

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

#include "arch/arch.h"
#include "base/vec.h"
#include "tracer/tracer.h"

#define INSN_ROOM 16		/* bytes of the longest instruction */
#define REGS_ROOM 512		/* more than any processor has */

struct registers {
	union {
		uint8_t bytes[REGS_ROOM];
		uint64_t words[REGS_ROOM / 8];
	};
	size_t size;
};

/* One address and cookie; several of one address are chained. */
struct point {
	uint64_t address;
	uint32_t cookie;
	uint32_t next;		/* index + 1 of another one there, or 0 */
	uint8_t bytes[INSN_ROOM];	/* what stood there ... */
	uint8_t len;			/* ... as far as it is known */
	uint8_t nop_len;	/* of the nop; 0: it is another instruction */
	bool is_set;		/* the first of a chain: its trap is there */
	bool is_stepped;	/* a thread steps over it: it is away */
	bool stays;		/* space_clean() keeps it */
	bool is_loader;		/* the dynamic loader tells us of changes */
};

struct semaphore {
	uint64_t address, site;	/* a site that it is for */
};

/* Memory with breakpoints in it; shared by threads and after vfork. */
struct space {
	size_t users;		/* tasks */
	VEC(struct point) points;
	uint32_t *index;	/* by address: index + 1 into points */
	size_t index_size;	/* a power of two */
	VEC(struct semaphore) semaphores;
	bool is_lowered;	/* ... are */
	int fd;			/* /proc/PID/mem, or -1 */
	int opened;		/* how often tracer_begin() */
	bool knows_loader;
};

struct task {
	struct task *next;	/* of the same bucket */
	pid_t pid, tid;
	struct space *space;
	bool is_stopped;	/* it waits for us */
	bool is_new;		/* its first stop is yet to come */
	bool is_child;		/* of a fork, and not looked at yet */
	bool is_leaving;	/* at its next stop */
	bool is_at_start;	/* a command that was not resumed yet */
	bool is_paused;		/* see tracer_pause() */
	uint32_t samples[4];	/* cookies of what shall look at it */
	size_t nsamples;
	bool must_listen;	/* its group is stopped */
	bool wants_options;	/* at its next stop */
	bool is_ending;		/* that was told */
	uint64_t call;		/* number of the system call it is in */
	uint64_t stepping;	/* address of the point it steps over, or 0 */
	int held_signal;	/* that came while it did */
	siginfo_t held_info;
};

#define BUCKETS 1024

/* How a command ended that was started here. */
struct ended {
	pid_t pid;
	bool is_known;
	int status;
};

struct tracer {
	struct tracer_client client;
	const struct arch *arch;
	struct task *tasks[BUCKETS];
	size_t ntasks;
	VEC(pid_t) early;	/* stopped children whose parents did not tell
				 * of them yet */
	VEC(struct ended) ends;
	struct task *current;	/* whose event is handled */
	size_t npaused;
	uint64_t paused_since;
	bool is_releasing;
	int cpu;		/* that this thread is bound to, or -1 */
	unsigned events;	/* since it was last looked at */
	/* the thread, and what it is asked to do */
	pthread_t thread;
	bool has_thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	atomic_bool has_job;
	tracer_fn *job;		/* NULL: end */
	void *job_data;
	struct err *job_err;
	int job_ret;
	bool is_done;
};

/* ---- table.c: tasks -------------------------------------------- */

struct task *task_find(const struct tracer *t, pid_t tid);
/* Any thread of the process. */
struct task *task_of(const struct tracer *t, pid_t pid);
struct task *task_add(struct tracer *t, pid_t pid, pid_t tid,
		      struct space *space);
void task_remove(struct tracer *t, struct task *task);
/* fn may remove any of them. */
void task_each(struct tracer *t, void (*fn)(struct tracer *t,
					    struct task *task, void *data),
	       void *data);

/* ---- kin.c: what /proc says ------------------------------------ */

struct kin {
	pid_t pid, parent, tracer;
	char state;
	uint64_t pending, ignored;	/* signals */
	uid_t uid;
	unsigned threads;
};
bool kin_read(pid_t tid, struct kin *out);
bool kin_same_memory(pid_t a, pid_t b, bool otherwise);
int kin_cpu(pid_t pid, pid_t tid);

/* ---- memory.c -------------------------------------------------- */

int memory_open(pid_t pid);
int memory_read(int fd, uint64_t address, void *to, size_t n);
int memory_write(int fd, uint64_t address, const void *from, size_t n);

/* ---- space.c --------------------------------------------------- */

struct space *space_new(void);
struct space *space_copy(const struct space *s);
void space_drop(struct space *s);	/* one user less */
struct point *space_at(const struct space *s, uint64_t address);
/* The next one of its address, or NULL. */
struct point *point_next(const struct space *s, const struct point *p);
void space_begin(struct space *s, pid_t pid);
void space_end(struct space *s);
int space_break(struct tracer *t, struct space *s, pid_t pid,
		const struct point *want);
/* Forget what was in code that is not mapped any more. */
void space_prune(struct space *s, pid_t pid);
/* Take back one, those that do not concern the process, or all of them. */
void space_clean(struct tracer *t, struct space *s, pid_t pid, bool all);
bool space_is_empty(const struct space *s);
int point_write(struct space *s, const struct point *p, const struct arch *a,
		bool trap);

/* ---- step.c ---------------------------------------------------- */

int task_get_regs(pid_t tid, struct registers *r);
int task_set_regs(pid_t tid, struct registers *r);
uint64_t regs_pc(const struct tracer *t, const struct registers *r);
void regs_set_pc(const struct tracer *t, struct registers *r, uint64_t pc);
/*
 * The thread stands on the point: bring it behind that instruction. True: it
 * is, and may go on; false: it makes its step.
 */
bool step_over(struct tracer *t, struct task *task, struct point *p,
	       struct registers *r);
/* It may have done its step. False: the stop is about something else. */
bool step_done(struct tracer *t, struct task *task, int signal);

/* ---- loader.c -------------------------------------------------- */

/* Have the dynamic loader tell of libraries, if the client follows. */
void loader_watch(struct tracer *t, struct task *task);

/* ---- happening.c: what the kernel does for a thread -------------- */

/* What PTRACE_SETOPTIONS and PTRACE_CONT must be told for it. */
long trace_options(const struct tracer *t);
bool wants_calls(const struct tracer *t);
/* Stop a thread for a moment, so that it has the options. */
void happen_ask(struct tracer *t, struct task *task);
/* Tell the client, if it wants to hear of that kind. */
void happen(struct tracer *t, struct task *task, enum tracer_event_kind kind,
	    uint64_t number, pid_t other);
void happen_call(struct tracer *t, struct task *task);
void happen_end(struct tracer *t, struct task *task, uint64_t status);
void happen_signal(struct tracer *t, struct task *task, int signal);

/* ---- sample.c -------------------------------------------------- */

/* It was stopped: show it to who asked. */
void sample_show(struct tracer *t, struct task *task);

/* ---- hold.c, event.c, release.c -------------------------------- */

void task_continue(struct tracer *t, struct task *task, int signal);
/* A thread or process that appeared under one that is held. */
void task_adopt(struct tracer *t, pid_t tid, struct task *parent);
void event_handle(struct tracer *t, pid_t tid, int status);
/* A program's own first look at a process: breakpoints are set. */
void event_mapped(struct tracer *t, struct task *task);
/* Take back what is in its memory and let a stopped process go. */
void release_task(struct tracer *t, struct task *task, int signal);
void release_all(struct tracer *t);
/* Wait once: handle what comes. False: there is nothing to wait for. */
bool thread_wait(struct tracer *t, int flags);

#endif
