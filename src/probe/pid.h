/* SPDX-License-Identifier: BSD-2-Clause */
/* The pid provider: functions of a process that a description names. */
#ifndef PROBE_PID_H
#define PROBE_PID_H

#include "base/vec.h"
#include "elf/elffile.h"
#include "probe/provider.h"

/* Is it pid1234? */
bool pid_is_provider(const char *name);

/*
 * Add the probes that match to found. A process that is not there, or not
 * ours to look at, is an error.
 */
int pid_match(struct probe_set *s, const struct probe_desc *desc,
	      struct probe_list *found, struct err *e);

void pid_release(struct probe_set *s);

/*
 * pid_returns.c: the addresses of a function's ret instructions. False: it may
 * be left in other ways; out may hold some then. vec_release() it.
 */
struct pid_returns {
	uint64_t *items;
	size_t len, cap;
};

/* The parts of functions that compilers put elsewhere; zeroed: not read yet. */
struct pid_colds {
	struct strmap by_name;
	bool is_read;
};

bool pid_find_returns(struct elf_file *elf, const struct arch *arch,
		      const struct elf_symbol *sym, struct pid_colds *colds,
		      struct pid_returns *out);

#endif
