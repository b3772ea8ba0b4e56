/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A recording instead of the system: its firings in their order, ticks by the
 * time that they tell.
 */
#include "cmd/run.h"

#include <errno.h>
#include <sys/epoll.h>

#include "backend/replay.h"
#include "cmd/say.h"

/* So many programs run before signals have their turn. */
#define LOOK_EACH 256

struct timer {
	size_t prog;
	uint64_t due;
};

struct player {
	struct run *r;
	VEC(struct timer) timers;
	unsigned ran;
};

/* Nothing waits here, but the user may want it to end. */
static void look_for_signals(struct player *p)
{
	struct epoll_event ev;

	p->ran = 0;
	if (epoll_wait(p->r->epoll, &ev, 1, 0) > 0)
		p->r->stopping = true;
}

/* Records are taken at once: what they do, such as clear(), is done before the
 * next firing, as it is where firings are seldom. */
static int ran_one(struct player *p)
{
	int n = run_drain(p->r, true);

	if (++p->ran == LOOK_EACH)
		look_for_signals(p);
	return n < 0 ? n : 0;
}

static void start_timers(struct player *p)
{
	const struct image *im = &p->r->c.image;
	uint64_t start = recording_start(p->r->recording)->time;

	for (size_t i = 0; i < im->progs.len; i++) {
		const struct image_prog *prog = &im->progs.items[i];

		if (prog->kind == PROG_RUN && prog->when == RUN_TICK)
			*vec_push(&p->timers) = (struct timer){
				i, start + prog->interval_ns };
	}
}

/* The timer that is due first, or NULL: none before that time. */
static struct timer *next_timer(struct player *p, uint64_t until)
{
	struct timer *first = NULL;

	for (size_t i = 0; i < p->timers.len; i++) {
		struct timer *t = &p->timers.items[i];

		if (t->due <= until && (!first || t->due < first->due))
			first = t;
	}
	return first;
}

static int run_timers(struct player *p, uint64_t until)
{
	const struct run_args none = { 0 };
	struct run *r = p->r;
	struct timer *t;
	int ret = 0;

	while (!ret && !r->stopping && (t = next_timer(p, until))) {
		replay_set_time(r->backend, t->due);
		t->due += r->c.image.progs.items[t->prog].interval_ns;
		ret = r->backend->ops->run(r->backend, t->prog, &none,
					   &r->err);
		if (!ret)
			ret = ran_one(p);
	}
	return ret;
}

static int play(struct player *p)
{
	struct run *r = p->r;
	uint64_t end = recording_end(r->recording)->time, time = 0;
	int ret = 0;

	while (!r->stopping && (ret = replay_next(r->backend, &time,
						  &r->err)) > 0) {
		ret = run_timers(p, time);
		if (!ret && !r->stopping)
			ret = replay_fire(r->backend, &r->err);
		if (!ret)
			ret = ran_one(p);
		if (ret)
			return ret;
	}
	/* of a file that is cut, the end is what was last */
	if (end < time)
		end = time;
	if (!ret && !r->stopping)
		ret = run_timers(p, end);
	replay_set_time(r->backend, end);
	return ret;
}

int run_replay(struct run *r)
{
	struct player p = { .r = r };
	uint64_t dropped = recording_end(r->recording)->dropped;
	int ret;

	if (recording_cut(r->recording))
		say("'%s' ends early: %s; what is whole is used",
		    r->options->x.replay, recording_cut(r->recording));
	if (dropped)
		say("'%s' lacks %llu firings: there was no room for them",
		    r->options->x.replay, (unsigned long long)dropped);
	start_timers(&p);
	ret = r->stopping ? 0 : play(&p);
	vec_release(&p.timers);
	return ret;
}

void run_recorded_user_symbol(void *run, uint32_t pid, uint64_t address,
			      struct consume_symbol *out)
{
	const struct run *r = run;
	struct recording_symbol s;

	if (!recording_symbol(r->recording, pid, address, &s) || !*s.module)
		return;
	*out = (struct consume_symbol){ s.module, *s.name ? s.name : NULL,
					s.offset };
}

void run_recorded_kernel_symbol(void *run, uint64_t address,
				struct consume_symbol *out)
{
	run_recorded_user_symbol(run, 0, address, out);
}

int run_recorded_copyout(void *run, uint32_t pid, uint64_t address,
			 const void *bytes, size_t n, struct err *e)
{
	(void)run;
	(void)address;
	(void)bytes;
	(void)n;
	return err_set(e, -ESRCH, "copyout(): process %u is not there, it was "
		       "recorded", pid);
}
