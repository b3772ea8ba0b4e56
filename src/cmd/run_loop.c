/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/run.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

/*
 * How long records wait: soon again while there are some, more patiently when
 * nothing happens.
 */
#define DRAIN_BUSY_MS 5
#define DRAIN_IDLE_MS 50

/* What epoll tells apart: the kind above, a number below. */
enum event {
	EVENT_RECORD, EVENT_SIGNAL, EVENT_TICK, EVENT_TARGET, EVENT_MAPPED,
};

static int watch(struct run *r, int fd, enum event event, size_t index)
{
	struct epoll_event ev = {
		.events = EPOLLIN,
		.data.u64 = (uint64_t)event << 32 | index,
	};

	if (epoll_ctl(r->epoll, EPOLL_CTL_ADD, fd, &ev))
		return err_sys(&r->err, -errno, "cannot watch a descriptor");
	return 0;
}

int run_watch_signals(struct run *r)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	r->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (r->signals < 0)
		return err_sys(&r->err, -errno, "cannot wait for signals");
	return watch(r, r->signals, EVENT_SIGNAL, 0);
}

static int start_tick(struct run *r, size_t prog, uint64_t interval)
{
	int64_t ns = (int64_t)interval;
	struct itimerspec spec = {
		.it_interval = { ns / 1000000000, ns % 1000000000 },
		.it_value = { ns / 1000000000, ns % 1000000000 },
	};
	struct tick *t = vec_push(&r->ticks);

	t->prog = prog;
	t->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK);
	if (t->fd < 0 || timerfd_settime(t->fd, 0, &spec, NULL))
		return err_sys(&r->err, -errno, "cannot make a timer");
	return watch(r, t->fd, EVENT_TICK, r->ticks.len - 1);
}

static int start_ticks(struct run *r)
{
	const struct image *im = &r->c.image;
	int ret = 0;

	for (size_t i = 0; !ret && i < im->progs.len; i++) {
		const struct image_prog *p = &im->progs.items[i];

		if (p->kind == PROG_RUN && p->when == RUN_TICK)
			ret = start_tick(r, i, p->interval_ns);
		else if (p->kind == PROG_PROFILE && r->backend->ops->sample)
			ret = start_tick(r, i, im->sites.items[p->sites[0]]
					 .interval_ns);
	}
	return ret;
}

int run_watch(struct run *r)
{
	int ret = watch(r, r->backend->ops->wait_fd(r->backend), EVENT_RECORD,
			0);

	if (!ret)
		ret = start_ticks(r);
	if (!ret && r->late)
		ret = watch(r, late_fd(r->late), EVENT_MAPPED, 0);
	if (!ret && r->late && late_hold_fd(r->late) >= 0)
		ret = watch(r, late_hold_fd(r->late), EVENT_MAPPED, 0);
	for (size_t i = 0; !ret && i < r->targets.len; i++)
		ret = watch(r, proc_fd(r->targets.items[i]), EVENT_TARGET, i);
	return ret;
}

/* A tick that was missed is made up for, up to a bound. */
static int run_tick(struct run *r, size_t i)
{
	struct tick *t = &r->ticks.items[i];
	struct run_args args = { 0 };
	uint64_t times = 0;
	int ret = 0;

	if (read(t->fd, &times, sizeof(times)) < 0)
		return 0;
	if (r->c.image.progs.items[t->prog].kind == PROG_PROFILE)
		return r->backend->ops->sample(r->backend, t->prog, &r->err);
	for (uint64_t n = 0; !ret && n < times && n < 1000; n++)
		ret = r->backend->ops->run(r->backend, t->prog, &args,
					   &r->err);
	return ret;
}

static int look_at_late(struct run *r)
{
	int ret = late_update(r->late, &r->c, r->options, r->may_sleep,
			      r->backend, &r->err);

	if (r->backend->ops->looked)
		r->backend->ops->looked(r->backend);
	return ret;
}

static int handle(struct run *r, uint64_t what)
{
	size_t index = (uint32_t)what;

	switch ((enum event)(what >> 32)) {
	case EVENT_TICK:
		return run_tick(r, index);
	case EVENT_TARGET:
		run_target_ended(r, index);
		return 0;
	case EVENT_SIGNAL:
		r->stopping = true;
		return 0;
	case EVENT_MAPPED:
		return look_at_late(r);
	case EVENT_RECORD:
		return 0;		/* drained in any case */
	}
	return 0;
}

int run_loop(struct run *r)
{
	int64_t rate = r->options->x.switchrate / 1000000;
	int wait = DRAIN_BUSY_MS, ret = 0;

	while (!r->stopping && !ret) {
		struct epoll_event events[16];
		int n = epoll_wait(r->epoll, events, 16, wait), records;

		if (n < 0 && errno != EINTR)
			return err_sys(&r->err, -errno, "cannot wait");
		for (int i = 0; i < n && !ret; i++)
			ret = handle(r, events[i].data.u64);
		if (ret)
			return ret;
		records = run_drain(r, true);
		if (records < 0)
			return records;
		if (r->late && records < DRAIN_MAX)
			late_forget(r->late, &r->c, r->backend,
				    consumer_holds(r->consumer));
		wait = records >= DRAIN_MAX ? 0 : records ? DRAIN_BUSY_MS :
		       wait < DRAIN_IDLE_MS ? wait + DRAIN_BUSY_MS : wait;
		if (rate && wait > rate)
			wait = (int)rate;
	}
	return 0;
}
