/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/ptrace.h"

#include <errno.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "backend/arrivals.h"
#include "backend/happenings.h"
#include "backend/hit.h"
#include "backend/machine.h"
#include "backend/places.h"
#include "base/buf.h"
#include "base/bug.h"

struct ptrace {
	struct backend base;
	const struct image *image;
	struct tracer *tracer;
	struct mapwatch *watch;
	void (*say)(const char *text);
	struct places *places;		/* the tracing thread's */
	struct happenings *happenings;
	struct arrivals *arrivals;	/* NULL: nobody who comes matters */
	uint64_t next_look;
	struct hit hit;
	/* The machine and what it leaves belong to who holds the lock. */
	pthread_mutex_t lock;
	struct machine *machine;
	bool keeps_time;
	int failed;			/* running a program did ... */
	struct err why;
	struct buf records;		/* drained, not handed over yet */
	size_t given;			/* bytes of them that are */
};

static struct ptrace *ptrace_of(const struct backend *b)
{
	return (struct ptrace *)b;
}

static void lock(struct ptrace *p)
{
	pthread_mutex_lock(&p->lock);
}

static void unlock(struct ptrace *p)
{
	pthread_mutex_unlock(&p->lock);
}

/* ---- firing ---------------------------------------------------- */

static void fail(struct ptrace *p, int ret, const struct err *e)
{
	if (p->failed)
		return;
	p->failed = ret;
	p->why = *e;
	eventfd_write(p->hit.wake, 1);
}

/* Cookies are sites, or programs of the first image that take samples. */
#define SAMPLE 0x80000000u

static void run_prog(void *data, size_t image, size_t prog, const void *ctx,
		     size_t size)
{
	struct ptrace *p = data;
	struct err e = ERR_INIT;
	int ret = p->failed ? 0 :
		  machine_run(p->machine, image, prog, ctx, size, &e);

	if (ret)
		fail(p, ret, &e);
}

static void run_at(struct ptrace *p, const struct place_use *u)
{
	const struct tracer_hit *at = &p->hit.at;

	if (!u->pid || u->pid == at->pid)
		run_prog(p, u->image, u->prog, at->regs, at->regs_size);
}

/* An account of vtimestamp goes on. */
static void keep_time(struct ptrace *p, pid_t pid, pid_t tid)
{
	if (p->keeps_time)
		machine_set_time(p->machine, (uint64_t)pid << 32 |
				 (uint32_t)tid, hit_runtime(pid, tid),
				 hit_now());
}

static void on_hit(void *data, const struct tracer_hit *at)
{
	struct ptrace *p = data;
	const struct place_use sample = { .prog = at->cookie & ~SAMPLE };
	const struct place_use *u = &sample;
	size_t n = 1;

	if (!(at->cookie & SAMPLE))
		u = places_uses(p->places, at->cookie, &n);
	lock(p);
	p->hit.at = *at;
	keep_time(p, at->pid, at->tid);
	for (size_t i = 0; i < n; i++)
		run_at(p, &u[i]);
	p->hit.at = (struct tracer_hit){ 0 };
	unlock(p);
}

static void on_event(void *data, const struct tracer_event *ev)
{
	struct ptrace *p = data;

	lock(p);
	keep_time(p, ev->hit.pid, ev->hit.tid);
	happenings_run(p->happenings, ev, &p->hit, run_prog, p);
	unlock(p);
}

static void say(void *data, const char *text)
{
	ptrace_of(data)->say(text);
}

static void on_mapped(void *data, pid_t pid)
{
	struct ptrace *p = data;

	places_set(p->places, p->tracer, pid, say, p);
	if (p->watch) {
		mapwatch_feed(p->watch, pid);
		tracer_pause(p->tracer, pid);
	}
}

static bool on_concerns(void *data, uint32_t cookie, pid_t pid)
{
	return places_concern(ptrace_of(data)->places, cookie, pid);
}

static void on_thread_ended(void *data, pid_t pid, pid_t tid)
{
	struct ptrace *p = data;

	lock(p);
	machine_thread_ended(p->machine, (uint64_t)pid << 32 | (uint32_t)tid);
	unlock(p);
}

/* ---- loading --------------------------------------------------- */

static void set_clock(struct ptrace *p)
{
	struct timespec real;

	clock_gettime(CLOCK_REALTIME, &real);
	machine_set_clock(p->machine, (int64_t)real.tv_sec * 1000000000 +
			  real.tv_nsec - (int64_t)hit_now());
}

/* Of all the machine only who is held can tell. */
static int ask_for_events(struct ptrace *p, struct err *e)
{
	if (tracer_ask_for_events(p->tracer) || places_any(p->places))
		return 0;
	return err_set(e, -EPERM, "%s: without the kernel's help this is known "
		       "of processes of -c and -p alone, and there is none",
		       happenings_name(p->happenings));
}

static int ptrace_load(struct backend *b, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	struct ebpf_env env = hit_env(&p->hit);
	struct tracer_client client = {
		.data = p, .hit = on_hit, .mapped = on_mapped,
		.event = on_event,
		.concerns = on_concerns, .thread_ended = on_thread_ended,
		.say = say, .follows = p->watch != NULL,
	};
	int ret = happenings_add(p->happenings, p->image, 0, e);

	if (!ret)
		ret = machine_new(&p->machine, p->image, &env, e);
	if (!ret)
		ret = places_add(p->places, p->image, 0, e);
	if (ret)
		return ret;
	p->keeps_time = machine_keeps_time(p->machine);
	client.events = happenings_kinds(p->happenings);
	if (client.follows || places_are_open(p->places))
		p->arrivals = arrivals_new();
	client.follows = p->arrivals || client.events;
	tracer_set_client(p->tracer, &client);
	set_clock(p);
	return client.events ? ask_for_events(p, e) : 0;
}

static int ptrace_run(struct backend *b, size_t prog,
		      const struct run_args *args, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int ret;

	lock(p);
	keep_time(p, getpid(), getpid());
	ret = machine_run(p->machine, 0, prog, args, sizeof(*args), e);
	unlock(p);
	return ret;
}

struct sample {
	struct ptrace *p;
	size_t prog;
};

static int do_sample(struct tracer *t, void *data, struct err *e)
{
	const struct sample *s = data;

	(void)e;
	return (int)tracer_sample(t, SAMPLE | (uint32_t)s->prog);
}

/* When none runs that is held, it is this process that does. */
static int ptrace_sample(struct backend *b, size_t prog, struct err *e)
{
	static const uint64_t nothing[64];
	struct ptrace *p = ptrace_of(b);
	struct sample s = { p, prog };
	int ret = tracer_call(p->tracer, do_sample, &s, e);

	if (ret)
		return ret < 0 ? ret : 0;
	lock(p);
	ret = machine_run(p->machine, 0, prog, nothing, sizeof(nothing), e);
	unlock(p);
	return ret;
}

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
	places_set(p->places, p->tracer, pid, say, p);
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
		lock(p);
		a->ret = machine_extend(p->machine, a->image, e);
		unlock(p);
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

static int ptrace_attach(struct backend *b, struct err *e)
{
	struct attach a = { .p = ptrace_of(b) };

	return tracer_call(a.p->tracer, do_attach, &a, e);
}

static int ptrace_extend(struct backend *b, const struct image *im,
			 struct err *e)
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
	lock(p);
	for (size_t i = 1; i < n; i++)
		if (!used[i])
			machine_drop(p->machine, i);
	unlock(p);
	free(used);
	return 0;
}

static void ptrace_forget(struct backend *b, const bool *objects, size_t n)
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

static void look_for_arrivals(struct ptrace *p)
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

static void ptrace_looked(struct backend *b)
{
	tracer_call(ptrace_of(b)->tracer, do_go_on, NULL, NULL);
}

static void ptrace_detach(struct backend *b)
{
	tracer_stop(ptrace_of(b)->tracer);
}

/* ---- results --------------------------------------------------- */

static int ptrace_wait_fd(const struct backend *b)
{
	return ptrace_of(b)->hit.wake;
}

/* A length, then the record: aligned, as records are. */
static int keep_record(void *data, const void *record, size_t len)
{
	struct buf *records = data;
	uint64_t size = len;

	buf_add(records, &size, sizeof(size));
	memcpy(buf_grow(records, (len + 7) & ~(size_t)7), record, len);
	return 0;
}

/* Whoever reads them may take his time: the programs must not wait for it. */
static void take_records(struct ptrace *p, struct err *e)
{
	eventfd_t ignored;

	p->records.len = p->given = 0;
	lock(p);
	eventfd_read(p->hit.wake, &ignored);
	set_clock(p);
	machine_drain(p->machine, keep_record, &p->records, e);
	unlock(p);
}

static int ptrace_drain(struct backend *b, backend_record_fn *fn, void *data,
			struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int n = 0, ret;

	look_for_arrivals(p);
	for (;;) {
		uint64_t size;
		const char *record;

		if (p->given == p->records.len)
			take_records(p, e);
		if (!p->records.len)
			break;
		memcpy(&size, p->records.data + p->given, sizeof(size));
		record = p->records.data + p->given + sizeof(size);
		p->given += sizeof(size) + ((size + 7) & ~UINT64_C(7));
		ret = fn(data, record, size);
		if (ret < 0)
			return ret;
		n++;
	}
	if (!p->failed)
		return n;
	*e = p->why;
	return p->failed;
}

static int ptrace_state(struct backend *b, struct image_state *out,
			struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	lock(p);
	machine_state(p->machine, out);
	unlock(p);
	return 0;
}

static int ptrace_set_exiting(struct backend *b, struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	lock(p);
	machine_set_exiting(p->machine);
	unlock(p);
	return 0;
}

static int ptrace_snapshot(struct backend *b, const struct image_agg *agg,
			   backend_row_fn *fn, void *data, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int ret;

	(void)e;
	lock(p);
	ret = machine_snapshot(p->machine, agg, fn, data);
	unlock(p);
	return ret;
}

static int ptrace_helper(struct backend *b, pid_t pid,
			 const struct image_helper *helper, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int ret;

	lock(p);
	ret = machine_helper(p->machine, pid, helper, e);
	unlock(p);
	return ret;
}

static int ptrace_clear(struct backend *b, const struct image_agg *agg,
			struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	lock(p);
	machine_clear(p->machine, agg);
	unlock(p);
	return 0;
}

static int ptrace_trunc(struct backend *b, const struct image_agg *agg,
			const void *keys, size_t nkeys, struct err *e)
{
	struct ptrace *p = ptrace_of(b);

	(void)e;
	lock(p);
	machine_trunc(p->machine, agg, keys, nkeys);
	unlock(p);
	return 0;
}

/* ---- life ------------------------------------------------------ */

static void ptrace_free(struct backend *b)
{
	struct ptrace *p = ptrace_of(b);

	tracer_stop(p->tracer);
	machine_free(p->machine);
	places_free(p->places);
	happenings_free(p->happenings);
	arrivals_free(p->arrivals);
	buf_release(&p->records);
	close(p->hit.wake);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

static const struct backend_ops ptrace_ops = {
	.name = "ptrace",
	.load = ptrace_load,
	.run = ptrace_run,
	.sample = ptrace_sample,
	.attach = ptrace_attach,
	.extend = ptrace_extend,
	.looked = ptrace_looked,
	.forget = ptrace_forget,
	.detach = ptrace_detach,
	.wait_fd = ptrace_wait_fd,
	.drain = ptrace_drain,
	.state = ptrace_state,
	.set_exiting = ptrace_set_exiting,
	.snapshot = ptrace_snapshot,
	.helper = ptrace_helper,
	.clear = ptrace_clear,
	.trunc = ptrace_trunc,
	.free = ptrace_free,
};

struct backend *ptrace_backend_new(const struct image *image,
				   struct tracer *tracer,
				   struct mapwatch *watch,
				   void (*say_line)(const char *text))
{
	struct ptrace *p = xcalloc(1, sizeof(*p));
	pthread_mutexattr_t attr;

	p->base.ops = &ptrace_ops;
	p->image = image;
	p->tracer = tracer;
	p->watch = watch;
	p->say = say_line;
	p->places = places_new();
	p->happenings = happenings_new();
	p->hit.wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	/* whoever reads a snapshot may delete keys of it */
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(&p->lock, &attr);
	pthread_mutexattr_destroy(&attr);
	return &p->base;
}

int64_t ptrace_member(const char *type, const char *member)
{
	return hit_member(type, member);
}
