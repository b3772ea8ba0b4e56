/* SPDX-License-Identifier: BSD-2-Clause */
#include "backend/ptrace_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "base/bug.h"

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
	ptrace_lock(p);
	p->hit.at = *at;
	keep_time(p, at->pid, at->tid);
	for (size_t i = 0; i < n; i++)
		run_at(p, &u[i]);
	p->hit.at = (struct tracer_hit){ 0 };
	ptrace_unlock(p);
}

static void on_event(void *data, const struct tracer_event *ev)
{
	struct ptrace *p = data;

	ptrace_lock(p);
	keep_time(p, ev->hit.pid, ev->hit.tid);
	happenings_run(p->happenings, ev, &p->hit, run_prog, p);
	ptrace_unlock(p);
}

void ptrace_say(void *data, const char *text)
{
	ptrace_of(data)->say(text);
}

static void on_mapped(void *data, pid_t pid)
{
	struct ptrace *p = data;

	places_set(p->places, p->tracer, pid, ptrace_say, p);
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

	ptrace_lock(p);
	machine_thread_ended(p->machine, (uint64_t)pid << 32 | (uint32_t)tid);
	ptrace_unlock(p);
}

/* ---- loading --------------------------------------------------- */

void ptrace_set_clock(struct ptrace *p)
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
		.say = ptrace_say, .follows = p->watch != NULL,
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
	ptrace_set_clock(p);
	return client.events ? ask_for_events(p, e) : 0;
}

static int ptrace_run(struct backend *b, size_t prog,
		      const struct run_args *args, struct err *e)
{
	struct ptrace *p = ptrace_of(b);
	int ret;

	ptrace_lock(p);
	keep_time(p, getpid(), getpid());
	ret = machine_run(p->machine, 0, prog, args, sizeof(*args), e);
	ptrace_unlock(p);
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
	ptrace_lock(p);
	ret = machine_run(p->machine, 0, prog, nothing, sizeof(nothing), e);
	ptrace_unlock(p);
	return ret;
}

/* ---- life ------------------------------------------------------ */

static void ptrace_detach(struct backend *b)
{
	tracer_stop(ptrace_of(b)->tracer);
}

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
