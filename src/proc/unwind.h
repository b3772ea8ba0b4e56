/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Unwinding a copied stack by the tables that C++ exceptions use and that every
 * program carries (.eh_frame): no frame pointers are needed.
 *
 * Like symbols, what is known of a process is kept when it ends, but for half a
 * second only; its files are opened by their paths then.
 */
#ifndef PROC_UNWIND_H
#define PROC_UNWIND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct unwinder;

/* A thread as it was: registers, and memory from its stack pointer on. */
struct unwind_copy {
	pid_t thread;
	const void *regs;	/* the kernel's struct pt_regs */
	uint64_t start;		/* address of bytes[0] */
	const unsigned char *bytes;
	size_t length;
};

/* Was this command built with libdw? Else nothing is ever unwound. */
bool unwinder_works(void);

struct unwinder *unwinder_new(void);
void unwinder_free(struct unwinder *u);		/* NULL is all right */

/* Learn where a process has its files now; nothing when that is known. */
void unwinder_learn(struct unwinder *u, pid_t pid);

/*
 * The address at which the thread was, then those to which its functions
 * return, at most max: gives how many, 0 when the process is not known.
 */
size_t unwinder_walk(struct unwinder *u, pid_t pid,
		     const struct unwind_copy *copy, uint64_t *addresses,
		     size_t max);

#endif
