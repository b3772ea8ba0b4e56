/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Breakpoints in processes of the same user, by ptrace(2): no privilege, no
 * kernel to help. Knows processes, threads and memory; what a breakpoint means
 * is its client's.
 *
 * ptrace belongs to a thread, so there is one that does all of it: it starts
 * with tracer_new(), waits for what its tracees do, calls the client's
 * functions, and ends with tracer_stop(). The functions under "on the tracing
 * thread" are called from those, or through tracer_call().
 *
 * What is promised to the traced program: a breakpoint only ever replaces bytes
 * that were checked; each of its threads is held before the first one is set;
 * signals, stops and exec come through as they would; and afterwards no
 * breakpoint, no semaphore and no stopped thread is left. If this process dies
 * without tracer_stop(), breakpoints stay in the programs' memory and end them:
 * see cmd/guard.c.
 */
#ifndef TRACER_TRACER_H
#define TRACER_TRACER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/err.h"
#include "proc/proc.h"

struct tracer;

/* A thread at a breakpoint. */
struct tracer_hit {
	pid_t pid, tid;
	uint32_t cookie;	/* as given to tracer_break() */
	const void *regs;	/* as pt_regs; the program counter is the
				 * breakpoint's */
	size_t regs_size;
};

/* What the kernel does for a thread. */
enum tracer_event_kind {
	TRACER_CALL,		/* it enters a system call; number: which */
	TRACER_RETURN,		/* it leaves one; number: what that gives. The
				 * first of a child's is its parent's, too */
	TRACER_EXEC,		/* it runs another program */
	TRACER_EXIT,		/* it ends; number: the status that wait(2)
				 * gives; other: 0 in the last thread */
	TRACER_CHILD,		/* other: the process or thread it started */
	TRACER_SIGNAL,		/* it gets a signal; number: which */
};

struct tracer_event {
	enum tracer_event_kind kind;
	struct tracer_hit hit;	/* without a cookie; regs may be NULL */
	uint64_t number;
	pid_t other;
};

/* All are called on the tracing thread; none may block. */
struct tracer_client {
	void *data;
	void (*hit)(void *data, const struct tracer_hit *hit);
	/*
	 * The process is new to us, executed another program, or its dynamic
	 * loader changed what is mapped: set breakpoints.
	 */
	void (*mapped)(void *data, pid_t pid);
	/* Does the breakpoint concern this process, a child of the one that
	 * it was set for? */
	bool (*concerns)(void *data, uint32_t cookie, pid_t pid);
	void (*thread_ended)(void *data, pid_t pid, pid_t tid);
	/* Something that the user should know; a line without newline. */
	void (*say)(void *data, const char *text);
	/* One of the kinds of which events has the bit; may be NULL. */
	void (*event)(void *data, const struct tracer_event *ev);
	unsigned events;
	/* Do children and new programs of held processes stay held? */
	bool follows;
};

/* 0, or a negative errno when no thread can be made. */
int tracer_new(struct tracer **out, struct err *e);
/* Before anything is held; the struct is copied. */
void tracer_set_client(struct tracer *t, const struct tracer_client *c);

/* As proc_launch(): the command is held at its entry point. */
int tracer_launch(struct tracer *t, const char *command, struct proc **out,
		  struct err *e);
/* Let it run, still held. A command that never ran is ended by tracer_stop() */
int tracer_resume(struct tracer *t, struct proc *p, struct err *e);

/* Run fn on the tracing thread; gives what it gives. */
typedef int tracer_fn(struct tracer *t, void *data, struct err *e);
int tracer_call(struct tracer *t, tracer_fn *fn, void *data, struct err *e);

/*
 * Those that are held already are to tell of the client's events; each that
 * runs is stopped for a moment, which may interrupt a call. Gives whether any
 * is.
 */
bool tracer_ask_for_events(struct tracer *t);

/* How a command that was launched ended, as wait(2) tells; false: not yet. */
bool tracer_end_of(struct tracer *t, pid_t pid, int *status);

/*
 * Take back all breakpoints and semaphores and let every process go; the
 * thread ends. Then free it; tracer_free() does both. NULL is all right.
 */
void tracer_stop(struct tracer *t);
void tracer_free(struct tracer *t);

/* ---- on the tracing thread ------------------------------------- */

/*
 * Hold all threads of a process, which goes on running. -EPERM: it may not be
 * traced, the text says why; -EBUSY: another one traces it; -ESRCH: it is
 * gone. 0 also when it is held already.
 */
int tracer_hold(struct tracer *t, pid_t pid, struct err *e);
/* If the client follows: have it told of libraries that come later. */
void tracer_watch_loader(struct tracer *t, pid_t pid);
bool tracer_holds(const struct tracer *t, pid_t pid);

enum tracer_point {
	TRACER_SITE,		/* a nop of a probe site, checked again */
	TRACER_CODE,		/* an instruction of the program */
};

/*
 * Set a breakpoint. want are the bytes that must be there, n of them: for
 * TRACER_SITE a nop, for TRACER_CODE the instruction and what follows. Several
 * may be set at one address, under different cookies; the same one again is no
 * error. -EEXIST: another tracer's breakpoint is there; -EILSEQ: other bytes;
 * -EFAULT: no memory.
 */
int tracer_break(struct tracer *t, pid_t pid, uint64_t address,
		 enum tracer_point kind, const uint8_t *want, size_t n,
		 uint32_t cookie);

/*
 * Count the 16-bit word up by one, once for the process; down at the end. site
 * is the address of a breakpoint that it belongs to.
 */
int tracer_raise_semaphore(struct tracer *t, pid_t pid, uint64_t address,
			   uint64_t site);

/* Open the process' memory for a number of such changes; end closes it. */
void tracer_begin(struct tracer *t, pid_t pid);
void tracer_end(struct tracer *t, pid_t pid);

/* Memory of a held process, as far as it may read itself; bytes read. */
size_t tracer_read(pid_t pid, uint64_t address, void *to, size_t n);

/*
 * The thread whose event is being handled waits until tracer_go_on(): from
 * within mapped(). Not for ever: after a second it goes on. pid 0: all.
 */
void tracer_pause(struct tracer *t, pid_t pid);
void tracer_go_on(struct tracer *t, pid_t pid);

/*
 * Stop each thread that runs just now for a moment, and call hit() with its
 * registers and this cookie. Gives how many there are.
 */
size_t tracer_sample(struct tracer *t, uint32_t cookie);

/* Call fn for each thread that is held. */
void tracer_each(struct tracer *t, void (*fn)(void *data, pid_t pid,
					      pid_t tid), void *data);

#endif
