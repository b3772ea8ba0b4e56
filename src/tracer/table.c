/* SPDX-License-Identifier: BSD-2-Clause */
#include "tracer/impl.h"

#include <stdlib.h>

#include "base/bug.h"

static struct task **bucket(struct tracer *t, pid_t tid)
{
	return &t->tasks[(unsigned)tid % BUCKETS];
}

struct task *task_find(const struct tracer *t, pid_t tid)
{
	struct task *task = *bucket((struct tracer *)t, tid);

	while (task && task->tid != tid)
		task = task->next;
	return task;
}

struct task *task_of(const struct tracer *t, pid_t pid)
{
	struct task *leader = task_find(t, pid);

	if (leader)
		return leader;
	for (size_t i = 0; i < BUCKETS; i++)
		for (struct task *k = t->tasks[i]; k; k = k->next)
			if (k->pid == pid)
				return k;
	return NULL;
}

struct task *task_add(struct tracer *t, pid_t pid, pid_t tid,
		      struct space *space)
{
	struct task *task = xcalloc(1, sizeof(*task)), **at = bucket(t, tid);

	*task = (struct task){
		.next = *at, .pid = pid, .tid = tid, .space = space,
	};
	*at = task;
	space->users++;
	t->ntasks++;
	return task;
}

void task_remove(struct tracer *t, struct task *task)
{
	struct task **at = bucket(t, task->tid);

	while (*at != task)
		at = &(*at)->next;
	*at = task->next;
	if (task->is_paused)
		t->npaused--;
	if (t->current == task)
		t->current = NULL;
	t->ntasks--;
	space_drop(task->space);
	free(task);
}

/* By numbers, since fn may remove any of them. */
void task_each(struct tracer *t, void (*fn)(struct tracer *t,
					    struct task *task, void *data),
	       void *data)
{
	VEC(pid_t) tids = { 0 };

	for (size_t i = 0; i < BUCKETS; i++)
		for (struct task *k = t->tasks[i]; k; k = k->next)
			*vec_push(&tids) = k->tid;
	for (size_t i = 0; i < tids.len; i++) {
		struct task *task = task_find(t, tids.items[i]);

		if (task)
			fn(t, task, data);
	}
	vec_release(&tids);
}

struct each {
	void (*fn)(void *data, pid_t pid, pid_t tid);
	void *data;
};

static void one(struct tracer *t, struct task *task, void *data)
{
	struct each *each = data;

	(void)t;
	each->fn(each->data, task->pid, task->tid);
}

void tracer_each(struct tracer *t, void (*fn)(void *data, pid_t pid,
					      pid_t tid), void *data)
{
	struct each each = { fn, data };

	task_each(t, one, &each);
}
