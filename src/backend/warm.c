/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/warm.h"

#include <sched.h>
#include <stdlib.h>
#include <bpf/bpf.h>
#include <bpf/libbpf.h>

#include "backend/cpus.h"
#include "base/bug.h"

/* Do programs run where interrupts may be off? Uprobes do not. */
static bool may_be_atomic(const struct image *im)
{
	for (size_t i = 0; i < im->progs.len; i++)
		if (im->progs.items[i].kind == PROG_PROFILE ||
		    im->progs.items[i].kind == PROG_TRACEPOINT)
			return true;
	return false;
}

static bool grows(const struct image_map *m)
{
	return (m->role == MAP_ARRAY || m->role == MAP_AGG) &&
	       (m->flags & BPF_F_NO_PREALLOC);
}

static void take_and_give_back(const struct image_map *m, int fd)
{
	size_t copies = m->type == BPF_MAP_TYPE_PERCPU_HASH
		? (size_t)libbpf_num_possible_cpus() : 1;
	void *key = xcalloc(1, m->key_size);
	void *value = xcalloc(copies, (m->value_size + 7) & ~7u);

	if (!bpf_map_update_elem(fd, key, value, BPF_NOEXIST))
		bpf_map_delete_elem(fd, key);
	free(key);
	free(value);
}

static void warm_here(const struct image *im, const int *maps)
{
	for (size_t i = 0; i < im->maps.len; i++)
		if (grows(&im->maps.items[i]))
			take_and_give_back(&im->maps.items[i], maps[i]);
}

static bool any_grows(const struct image *im)
{
	for (size_t i = 0; i < im->maps.len; i++)
		if (grows(&im->maps.items[i]))
			return true;
	return false;
}

/* Go to that CPU; false when we may not. */
static bool go_to(unsigned cpu)
{
	cpu_set_t *set = CPU_ALLOC(cpu + 1);
	size_t size = CPU_ALLOC_SIZE(cpu + 1);
	int ret;

	if (!set)
		return false;
	CPU_ZERO_S(size, set);
	CPU_SET_S(cpu, size, set);
	ret = sched_setaffinity(0, size, set);
	CPU_FREE(set);
	return ret == 0;
}

void warm_maps(const struct image *im, const int *maps)
{
	cpu_set_t before;
	struct err e = ERR_INIT;
	unsigned *cpus = NULL;
	int n;

	/* with more CPUs than fit there we could not go back */
	if (!may_be_atomic(im) || !any_grows(im) ||
	    sched_getaffinity(0, sizeof(before), &before))
		return;
	n = cpus_online(&cpus, &e);
	for (int i = 0; i < n; i++)
		if (go_to(cpus[i]))
			warm_here(im, maps);
	sched_setaffinity(0, sizeof(before), &before);
	free(cpus);
}
