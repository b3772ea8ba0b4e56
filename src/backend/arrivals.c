/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/arrivals.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "base/strmap.h"
#include "proc/proc.h"

struct arrivals {
	struct strmap known;	/* "pid:device:inode" of the program */
	bool has_looked;
};

struct look {
	struct arrivals *arrivals;
	struct strmap seen;
	void (*fn)(void *data, pid_t pid);
	void *data;
};

struct arrivals *arrivals_new(void)
{
	return xcalloc(1, sizeof(struct arrivals));
}

void arrivals_free(struct arrivals *a)
{
	if (!a)
		return;
	strmap_release(&a->known);
	free(a);
}

static int look_at(void *data, pid_t pid)
{
	struct look *l = data;
	char path[64], key[96];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d/exe", (int)pid);
	if (stat(path, &st))
		return 0;
	snprintf(key, sizeof(key), "%d:%llx:%llx", (int)pid,
		 (unsigned long long)st.st_dev, (unsigned long long)st.st_ino);
	strmap_set(&l->seen, key, NULL);
	if (l->arrivals->has_looked &&
	    strmap_index(&l->arrivals->known, key) < 0)
		l->fn(l->data, pid);
	return 0;
}

void arrivals_look(struct arrivals *a, void (*fn)(void *data, pid_t pid),
		   void *data)
{
	struct look l = { .arrivals = a, .fn = fn, .data = data };
	struct err ignored = ERR_INIT;

	proc_each(look_at, &l, &ignored);
	strmap_release(&a->known);
	a->known = l.seen;
	a->has_looked = true;
}
