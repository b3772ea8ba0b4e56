/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The life of a tracing run:
 *
 *	take the targets (a command is stopped before its own code runs)
 *	compile; load; run BEGIN
 *	attach; let the command go
 *	drain records by a timer, run ticks, watch targets and signals
 *	detach; run END; drain; print aggregations
 *
 * Until the end stdout belongs to the consumer alone.
 */
#include "cmd/trace.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "backend/backend.h"
#include "base/bug.h"
#include "cmd/compile.h"
#include "cmd/late.h"
#include "cmd/say.h"
#include "consume/consume.h"
#include "ebpf/disasm.h"
#include "proc/ksyms.h"
#include "proc/launch.h"
#include "proc/proc.h"
#include "proc/symbols.h"

/*
 * How long records wait: soon again while there are some, more patiently when
 * nothing happens.
 */
#define DRAIN_BUSY_MS 5
#define DRAIN_IDLE_MS 50

struct tick {
	size_t prog;
	int fd;
};

struct run {
	struct options *options;
	struct compilation c;
	struct backend *backend;
	struct consumer *consumer;
	FILE *out;
	struct symbols *symbols;
	struct ksyms *ksyms;
	struct proc *command;
	VEC(struct proc *) targets;	/* the command and each -p */
	VEC(struct tick) ticks;
	struct late *late;		/* or NULL */
	bool may_sleep;
	int epoll, signals;
	bool stopping;
	struct err err;
};

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

/* ---- targets --------------------------------------------------- */

static int take_targets(struct run *r)
{
	struct options *o = r->options;
	struct proc *p;
	int ret;

	if (o->command) {
		ret = proc_launch(o->command, NULL, &r->command, &r->err);
		if (ret)
			return ret;
		*vec_push(&r->targets) = r->command;
	}
	for (size_t i = 0; i < o->pids.len; i++) {
		ret = proc_grab(o->pids.items[i], &p, &r->err);
		if (ret)
			return ret;
		*vec_push(&r->targets) = p;
	}
	return 0;
}

static void target_ended(struct run *r, size_t i)
{
	struct proc *p = r->targets.items[i];
	struct proc_end end;

	if (!p || !proc_ended(p, &end))
		return;
	epoll_ctl(r->epoll, EPOLL_CTL_DEL, proc_fd(p), NULL);
	if (!r->options->x.quiet)
		say("pid %d has exited", (int)proc_pid(p));
	if (end.is_known && end.signal)
		say("pid %d was ended by signal %d (%s)", (int)proc_pid(p),
		    end.signal, strsignal(end.signal));
	r->targets.items[i] = NULL;
	if (p == r->command)
		r->command = NULL;
	proc_free(p);
	for (size_t k = 0; k < r->targets.len; k++)
		if (r->targets.items[k])
			return;
	r->stopping = true;
}

/* ---- compiling ------------------------------------------------- */

static int compile(struct run *r, const struct kernel_features *features)
{
	struct options *o = r->options;
	struct probe_options po = {
		.objects = o->x.objects.items, .nobjects = o->x.objects.len,
	};
	pid_t target = r->targets.len ? proc_pid(r->targets.items[0]) : 0;
	int ret = compile_parse(&r->c, o, target, &r->err);

	if (ret)
		return ret;
	r->late = late_new(o, &r->c.program);
	r->may_sleep = features->sleepable;
	r->c.probes = probe_set_new(&po);
	return compile_image(&r->c, o, features->sleepable, &r->err);
}

/* A script by its name, another program by its probe descriptions. */
static void say_matched(struct run *r)
{
	const struct options *o = r->options;

	for (size_t i = 0; !o->x.quiet && i < o->programs.len; i++) {
		const struct program_arg *a = &o->programs.items[i];
		size_t n = r->c.matched.items[i];

		say("%s '%.*s' matched %zu probe%s",
		    a->is_file ? "script" : "description",
		    (int)(a->is_file ? strlen(a->text)
				     : strcspn(a->text, "/{")),
		    a->text, n, n == 1 ? "" : "s");
	}
}

/* ---- records --------------------------------------------------- */

static int run_progs(struct run *r, enum run_when when,
		     const struct run_args *args)
{
	const struct image *im = &r->c.image;

	for (size_t i = 0; i < im->progs.len; i++) {
		const struct image_prog *p = &im->progs.items[i];
		int ret;

		if (p->kind != PROG_RUN || p->when != when)
			continue;
		ret = r->backend->ops->run(r->backend, i, args, &r->err);
		if (ret)
			return ret;
	}
	return 0;
}

/* ERROR probes get what DTrace gives them. */
static int fire_error(struct run *r, const void *record)
{
	const struct record_header *h = record;
	const struct record_error *f = (const void *)(h + 1);
	struct run_args args = {
		.args = { 0, h->clause + 1, f->action, 0, f->fault,
			  f->address },
	};

	return run_progs(r, RUN_ERROR, &args);
}

static int on_record(void *data, const void *record, size_t len)
{
	struct run *r = data;
	const struct record_header *h = record;
	int ret = consumer_record(r->consumer, record, len);

	if (ret) {
		r->err = *consumer_error(r->consumer);
		return ret;
	}
	if (h->kind == RECORD_ERROR)
		return fire_error(r, record);
	return 0;
}

/* How many records there were, or a negative errno. */
static int drain(struct run *r)
{
	struct image_state state;
	int n = r->backend->ops->drain(r->backend, on_record, r, &r->err);
	int ret, status;

	if (n < 0)
		return n;
	ret = r->backend->ops->state(r->backend, &state, &r->err);
	if (ret)
		return ret;
	consumer_drops(r->consumer, &state);
	if (n && fflush(r->out))
		return err_sys(&r->err, -errno, "cannot write the output");
	if (consumer_exited(r->consumer, &status))
		r->stopping = true;
	return n;
}

static int source_snapshot(void *data, const struct image_agg *agg,
			   backend_row_fn *row, void *arg, struct err *e)
{
	struct run *r = data;

	return r->backend->ops->snapshot(r->backend, agg, row, arg, e);
}

static int source_clear(void *data, const struct image_agg *agg,
			struct err *e)
{
	struct run *r = data;

	return r->backend->ops->clear(r->backend, agg, e);
}

static int source_trunc(void *data, const struct image_agg *agg,
			const void *keys, size_t nkeys, struct err *e)
{
	struct run *r = data;

	return r->backend->ops->trunc(r->backend, agg, keys, nkeys, e);
}

static uint32_t source_probe_id(void *data, uint32_t site, uint32_t pid)
{
	struct run *r = data;

	return bind_probe_id(&r->c.bind, site, (pid_t)pid);
}

static void source_user_symbol(void *data, uint32_t pid, uint64_t address,
			       struct consume_symbol *out)
{
	struct run *r = data;
	struct symbol s;

	if (symbols_find(r->symbols, (pid_t)pid, address, &s))
		*out = (struct consume_symbol){ s.module, s.name, s.offset };
}

static void source_learn(void *data, uint32_t pid)
{
	struct run *r = data;

	symbols_learn(r->symbols, (pid_t)pid);
}

static void source_kernel_symbol(void *data, uint64_t address,
				 struct consume_symbol *out)
{
	struct run *r = data;
	struct symbol s;

	if (ksyms_find(r->ksyms, address, &s))
		*out = (struct consume_symbol){ s.module, s.name, s.offset };
}

static void make_consumer(struct run *r)
{
	const struct tunables *x = &r->options->x;
	struct consume_source source = {
		.data = r, .snapshot = source_snapshot,
		.clear = source_clear, .trunc = source_trunc,
		.probe_id = source_probe_id,
		.user_symbol = source_user_symbol,
		.learn = source_learn,
		.kernel_symbol = source_kernel_symbol,
	};
	struct consume_options options = {
		.quiet = x->quiet, .flowindent = x->flowindent,
		.stackindent = (unsigned)x->stackindent,
		.raw_bytes = x->rawbytes, .aggsortkey = x->aggsortkey,
		.aggsortrev = x->aggsortrev,
		.aggsortpos = (unsigned)x->aggsortpos,
		.out = r->out, .err = stderr,
	};

	r->consumer = consumer_new(&r->c.image, &options, &source);
}

/* ---- the loop -------------------------------------------------- */

static int start_tick(struct run *r, size_t prog)
{
	int64_t ns = (int64_t)r->c.image.progs.items[prog].interval_ns;
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

	for (size_t i = 0; !ret && i < im->progs.len; i++)
		if (im->progs.items[i].kind == PROG_RUN &&
		    im->progs.items[i].when == RUN_TICK)
			ret = start_tick(r, i);
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
	for (uint64_t n = 0; !ret && n < times && n < 1000; n++)
		ret = r->backend->ops->run(r->backend, t->prog, &args,
					   &r->err);
	return ret;
}

static int handle(struct run *r, uint64_t what)
{
	size_t index = (uint32_t)what;

	switch ((enum event)(what >> 32)) {
	case EVENT_TICK:
		return run_tick(r, index);
	case EVENT_TARGET:
		target_ended(r, index);
		return 0;
	case EVENT_SIGNAL:
		r->stopping = true;
		return 0;
	case EVENT_MAPPED:
		return late_update(r->late, &r->c, r->options, r->may_sleep,
				   r->backend, &r->err);
	case EVENT_RECORD:
		return 0;		/* drained in any case */
	}
	return 0;
}

static int loop(struct run *r)
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
		records = drain(r);
		if (records < 0)
			return records;
		wait = records ? DRAIN_BUSY_MS :
		       wait < DRAIN_IDLE_MS ? wait + DRAIN_BUSY_MS : wait;
		if (rate && wait > rate)
			wait = (int)rate;
	}
	return 0;
}

/* ---- start and end --------------------------------------------- */

static int watch_signals(struct run *r)
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

/* A target may have ended when its addresses are to be shown. */
static void learn_targets(struct run *r)
{
	for (size_t i = 0; r->c.image.names_user && i < r->targets.len; i++)
		symbols_learn(r->symbols, proc_pid(r->targets.items[i]));
}

static int start(struct run *r, const struct kernel_features *features)
{
	const struct run_args none = { 0 };
	int ret;

	learn_targets(r);
	r->backend = kernel_backend_new(&r->c.image, features);
	make_consumer(r);
	ret = r->backend->ops->load(r->backend, &r->err);
	if (!ret)
		ret = watch_signals(r);
	if (!ret)
		ret = watch(r, r->backend->ops->wait_fd(r->backend),
			    EVENT_RECORD, 0);
	if (!ret)
		ret = run_progs(r, RUN_BEGIN, &none);
	if (!ret)
		ret = drain(r);
	if (ret >= 0 && !r->stopping)
		ret = r->backend->ops->attach(r->backend, &r->err);
	if (ret >= 0 && !r->stopping)
		ret = start_ticks(r);
	if (ret >= 0 && r->late)
		ret = watch(r, late_fd(r->late), EVENT_MAPPED, 0);
	for (size_t i = 0; ret >= 0 && i < r->targets.len; i++)
		ret = watch(r, proc_fd(r->targets.items[i]), EVENT_TARGET, i);
	if (ret >= 0 && r->command)
		ret = proc_resume(r->command, &r->err);
	return ret < 0 ? ret : 0;
}

static int finish(struct run *r)
{
	const struct run_args none = { 0 };
	int ret;

	r->backend->ops->detach(r->backend);
	ret = drain(r);
	if (ret >= 0)
		ret = run_progs(r, RUN_END, &none);
	if (ret >= 0)
		ret = drain(r);
	if (ret >= 0) {
		ret = consumer_aggregations(r->consumer);
		if (ret)
			r->err = *consumer_error(r->consumer);
	}
	if (ret >= 0 && fflush(r->out))
		ret = err_sys(&r->err, -errno, "cannot write the output");
	return ret < 0 ? ret : 0;
}

/* -S: every program as instructions. */
static void show_code(const struct image *im)
{
	const char **maps = xcalloc(im->maps.len, sizeof(*maps));
	struct ebpf_names names = { .maps = maps, .nmaps = im->maps.len };
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < im->maps.len; i++)
		maps[i] = im->maps.items[i].name;
	for (size_t i = 0; i < im->progs.len; i++) {
		const struct image_prog *p = &im->progs.items[i];

		buf_printf(&text, "\n%s: %zu instructions, %zu sites%s\n",
			   p->name, p->ninsns, p->nsites,
			   p->may_sleep ? ", may sleep" : "");
		ebpf_disasm(p->insns, p->ninsns, &names, &text);
	}
	fputs(buf_str(&text), stderr);
	buf_release(&text);
	free(maps);
}

static int trace(struct run *r)
{
	struct kernel_features features;
	int ret;

	kernel_features(&features);
	if (!features.bpf && !r->options->compile_only)
		return err_set(&r->err, -EPERM, "%s", features.why);
	if (r->options->x.uprobes && !strcmp(r->options->x.uprobes, "perf"))
		features.uprobe_multi = false;
	ret = take_targets(r);
	if (!ret)
		ret = compile(r, &features);
	say_problems(buf_str(&r->c.bind.problems));
	if (r->c.probes && (ret || r->options->verbose))
		say_problems(probe_set_problems(r->c.probes));
	if (!ret && r->options->show_code)
		show_code(&r->c.image);
	if (ret || r->options->compile_only)
		return ret;
	say_matched(r);
	ret = start(r, &features);
	if (!ret)
		ret = loop(r);
	return ret ? ret : finish(r);
}

static void release(struct run *r)
{
	consumer_free(r->consumer);
	if (r->backend)
		r->backend->ops->free(r->backend);
	late_free(r->late);
	for (size_t i = 0; i < r->targets.len; i++)
		proc_free(r->targets.items[i]);
	vec_release(&r->targets);
	for (size_t i = 0; i < r->ticks.len; i++)
		close(r->ticks.items[i].fd);
	vec_release(&r->ticks);
	symbols_free(r->symbols);
	ksyms_free(r->ksyms);
	if (r->signals >= 0)
		close(r->signals);
	close(r->epoll);
	compilation_release(&r->c);
}

static int report(struct run *r, int ret)
{
	struct buf text = BUF_INIT;
	int status = 0;

	diags_print(&r->c.diags, r->options->x.errtags, &text);
	fputs(buf_str(&text), stderr);
	buf_release(&text);
	if (ret && r->err.text[0])
		say("%s", r->err.text);
	if (ret && r->backend && r->options->verbose)
		fputs(kernel_backend_log(r->backend), stderr);
	if (ret)
		return 1;
	if (r->consumer)
		consumer_exited(r->consumer, &status);
	return status;
}

int cmd_trace(struct options *o)
{
	struct run r = { .options = o, .signals = -1, .out = stdout };
	int status;

	r.epoll = epoll_create1(EPOLL_CLOEXEC);
	compilation_init(&r.c);
	if (o->output) {
		r.out = fopen(o->output, "we");
		if (!r.out) {
			say("cannot write '%s': %s", o->output,
			    strerror(errno));
			compilation_release(&r.c);
			close(r.epoll);
			return 1;
		}
	}
	r.symbols = symbols_new();
	r.ksyms = ksyms_new();
	status = report(&r, trace(&r));
	release(&r);
	if (o->output && fclose(r.out)) {
		say("cannot write '%s': %s", o->output, strerror(errno));
		status = 1;
	}
	return status;
}
