/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which processes the backend without privilege holds. What a function do_...
 * does, it does on the tracing thread.
 */
#include "backend/ptrace_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/bug.h"

/* ---- attaching ------------------------------------------------- */

/* What attaching goes through, on the tracing thread. */
struct attach {
	struct ptrace *p;
	const struct image *image;	/* one more, or NULL */
	struct err *e;
	int ret;
};

static void set_up(struct ptrace *p, pid_t pid)
{
	tracer_watch_loader(p->tracer, pid);
	places_set(p->places, p->tracer, pid, ptrace_say, p);
}

/* A process that the program names must be traceable; others may refuse. */
static void attach_pid(void *data, pid_t pid)
{
	struct attach *a = data;
	int ret;

	if (a->ret)
		return;
	ret = tracer_hold(a->p->tracer, pid, a->e);
	if (ret == -ESRCH)
		return;
	a->ret = ret;
	if (!ret)
		set_up(a->p, pid);
}

static int attach_any(void *data, pid_t pid)
{
	struct attach *a = data;
	struct err e = ERR_INIT;
	int ret;

	if (pid == getpid() || !places_in(a->p->places, pid))
		return 0;
	ret = tracer_hold(a->p->tracer, pid, &e);
	if (!ret)
		set_up(a->p, pid);
	else if (ret != -ESRCH)
		a->p->say(e.text);
	return 0;
}

static void set_again(void *data, pid_t pid, pid_t tid)
{
	struct attach *a = data;

	if (pid == tid)
		set_up(a->p, pid);
}

static int do_attach(struct tracer *t, void *data, struct err *e)
{
	struct attach *a = data;
	struct ptrace *p = a->p;

	a->e = e;
	if (a->image) {
		ptrace_lock(p);
		a->ret = machine_extend(p->machine, a->image, e);
		ptrace_unlock(p);
		if (!a->ret)
			a->ret = places_add(p->places, a->image,
					    machine_images(p->machine) - 1, e);
		if (a->ret)
			return a->ret;
	}
	tracer_each(t, set_again, a);
	places_each_pid(p->places, attach_pid, a);
	if (!a->ret && places_are_open(p->places))
		a->ret = proc_each(attach_any, a, e);
	return a->ret;
}

int ptrace_attach(struct backend *b, struct err *e)
{
	struct attach a = { .p = ptrace_of(b) };

	return tracer_call(a.p->tracer, do_attach, &a, e);
}

int ptrace_extend(struct backend *b, const struct image *im, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	struct attach a = { .p = p, .image = im };
	int ret = happenings_add(p->happenings, im, machine_images(p->machine),
				 e);

	return ret ? ret : tracer_call(a.p->tracer, do_attach, &a, e);
}

/* ---- what is gone ---------------------------------------------- */

struct gone {
	struct ptrace *p;
	const bool *objects;
	size_t n;
};

/* The first image has what all share. */
static int do_forget(struct tracer *t, void *data, struct err *e)
{
	const struct gone *g = data;
	struct ptrace *p = g->p;
	size_t n = machine_images(p->machine);
	bool *used = xcalloc(n, sizeof(*used));

	(void)t;
	(void)e;
	places_forget(p->places, g->objects, g->n);
	places_used_images(p->places, used);
	happenings_used_images(p->happenings, used);
	ptrace_lock(p);
	for (size_t i = 1; i < n; i++)
		if (!used[i])
			machine_drop(p->machine, i);
	ptrace_unlock(p);
	free(used);
	return 0;
}

void ptrace_forget(struct backend *b, const bool *objects, size_t n)
{
	struct gone g = { ptrace_of(b), objects, n };

	tracer_call(g.p->tracer, do_forget, &g, NULL);
}

/* ---- who comes later ------------------------------------------- */

/* Looking at some hundred processes takes a millisecond. */
#define LOOK_NS 200000000

static void on_arrival(void *data, pid_t pid)
{
	struct attach *a = data;
	struct ptrace *p = a->p;

	if (pid == getpid() || tracer_holds(p->tracer, pid))
		return;		/* the tracer hears of those it holds */
	attach_any(a, pid);
	if (p->watch)
		mapwatch_feed(p->watch, pid);
}

static int do_look(struct tracer *t, void *data, struct err *e)
{
	struct attach *a = data;

	(void)t;
	(void)e;
	arrivals_look(a->p->arrivals, on_arrival, a);
	return 0;
}

void ptrace_look_for_arrivals(struct ptrace *p)
{
	struct attach a = { .p = p };
	uint64_t now = hit_now();

	if (!p->arrivals || now < p->next_look)
		return;
	tracer_call(p->tracer, do_look, &a, NULL);
	p->next_look = now + LOOK_NS;
}

static int do_go_on(struct tracer *t, void *data, struct err *e)
{
	(void)data;
	(void)e;
	tracer_go_on(t, 0);
	return 0;
}

void ptrace_looked(struct backend *b)
{
	tracer_call(ptrace_of(b)->tracer, do_go_on, NULL, NULL);
}
