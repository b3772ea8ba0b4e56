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

#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "backend/ptrace.h"
#include "backend/replay.h"
#include "base/bug.h"
#include "cmd/guard.h"
#include "cmd/run.h"
#include "cmd/say.h"
#include "cmd/stability.h"
#include "ebpf/disasm.h"
#include "proc/launch.h"

static int compile(struct run *r, const struct kernel_features *features)
{
	struct options *o = r->options;
	struct probe_options po = {
		.objects = o->x.objects.items, .nobjects = o->x.objects.len,
		.at_rets = r->tracer != NULL, .by_layer = !r->tracer,
	};
	pid_t target = r->targets.len ? proc_pid(r->targets.items[0]) : 0;
	int ret = privileges_load(&r->c.privileges, &r->err);

	if (ret)
		return ret;
	po.one_user = privileges_one_user(&r->c.privileges);
	po.user = r->c.privileges.uid;
	po.recording = r->c.recording = r->recording;
	if (r->recording)
		target = (pid_t)recording_start(r->recording)->target;
	ret = compile_parse(&r->c, o, target, &r->err);
	if (ret)
		return ret;
	if (!r->recording)
		r->late = late_new(o, &r->c.program, r->tracer != NULL);
	r->c.member = r->tracer ? ptrace_member : NULL;
	r->may_sleep = features->sleepable;
	r->c.probes = probe_set_new(&po);
	if (!r->tracer && !r->recording)
		ret = compile_namespace(&r->c, &r->err);
	if (ret)
		return ret;
	if (o->x.record)
		r->c.keep = keep_new(o);
	return compile_image(&r->c, o, features->sleepable, &r->err);
}

/* What stands before the predicate or the body, without blanks behind. */
static int description_length(const char *text)
{
	size_t n = strcspn(text, "/{");

	while (n && isspace((unsigned char)text[n - 1]))
		n--;
	return (int)n;
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
		    a->is_file ? (int)strlen(a->text)
			       : description_length(a->text),
		    a->text, n, n == 1 ? "" : "s");
	}
}

/* Standard output may be somebody's who does not read; this waits for none. */
static void say_at_once(const char *text)
{
	dprintf(STDERR_FILENO, "dtrace: %s\n", text);
}

static void make_backend(struct run *r, const struct kernel_features *features)
{
	if (r->recording)
		r->backend = replay_backend_new(&r->c.image, r->recording);
	else if (r->tracer)
		r->backend = ptrace_backend_new(&r->c.image, r->tracer,
						late_watch(r->late),
						say_at_once);
	else
		r->backend = kernel_backend_new(&r->c.image, features);
}

/* -x lossless, for what comes later */
static int hold_newcomers(struct run *r)
{
	if (!r->late || !r->options->x.lossless)
		return 0;
	if (!r->tracer)
		return late_hold(r->late, &r->c, &r->err);
	say("option lossless: without the kernel's help that is so for "
	    "children of the processes of -c and -p alone; others are found "
	    "within a fifth of a second");
	return 0;
}

static int start(struct run *r, const struct kernel_features *features)
{
	const struct run_args none = { 0 };
	int ret;

	run_learn_targets(r);
	make_backend(r, features);
	run_make_consumer(r);
	ret = r->backend->ops->load(r->backend, &r->err);
	if (!ret && !r->recording)
		run_look_for_interpreters(r);
	if (!ret)
		ret = run_watch_signals(r);
	if (!ret && r->c.keep)
		ret = keep_start(r->c.keep, r);
	if (!ret)
		ret = run_progs(r, RUN_BEGIN, &none);
	if (!ret)
		ret = run_drain(r, true);
	if (ret >= 0 && !r->stopping)
		ret = hold_newcomers(r);
	if (ret >= 0 && !r->stopping)
		ret = r->backend->ops->attach(r->backend, &r->err);
	if (ret >= 0)
		ret = r->recording ? 0 : run_watch(r);
	/* exit() in BEGIN: the commands never run */
	if (!ret && !r->stopping)
		ret = run_resume_commands(r);
	return ret;
}

static int finish(struct run *r)
{
	const struct run_args none = { 0 };
	int ret;

	late_hold_end(r->late);
	r->backend->ops->detach(r->backend);
	ret = run_drain(r, false);
	if (ret >= 0)
		ret = run_progs(r, RUN_END, &none);
	if (ret >= 0)
		ret = run_drain(r, false);
	if (ret >= 0) {
		ret = consumer_aggregations(r->consumer);
		if (ret)
			r->err = *consumer_error(r->consumer);
	}
	if (ret >= 0 && r->c.keep)
		ret = keep_finish(r->c.keep, r);
	if (ret >= 0 && fflush(r->out))
		ret = err_sys(&r->err, -errno, "cannot write %s", r->out_name);
	return ret < 0 ? ret : 0;
}

/* What was recorded before it failed is kept. */
static int cut_short(struct run *r, int ret)
{
	struct err why = r->err;

	if (r->c.keep && keep_is_running(r->c.keep)) {
		r->backend->ops->detach(r->backend);
		keep_finish(r->c.keep, r);
	}
	r->err = why;
	return ret;
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

static void show_tree(const struct program *program)
{
	struct buf text = BUF_INIT;

	ast_print(program, &text);
	fputs(buf_str(&text), stderr);
	buf_release(&text);
}

static int show_stability(struct run *r)
{
	struct buf text = BUF_INIT;
	int ret = stability_report(&r->c, &text, &r->err);

	fputs(buf_str(&text), stderr);
	buf_release(&text);
	return ret;
}

/* Without the kernel by itself only where it is out of reach. */
static int choose_backend(struct run *r, struct kernel_features *features)
{
	int64_t choice = r->options->x.backend;
	int ret;

	if (choice == BACKEND_PTRACE)
		memset(features, 0, sizeof(*features));
	else
		kernel_features(features);
	if (r->options->compile_only || features->bpf)
		return 0;
	if (choice == BACKEND_KERNEL)
		return err_set(&r->err, -EPERM, "%s", features->why);
	if (choice == BACKEND_AUTO)
		say("%s: using breakpoints instead (-x backend=ptrace)",
		    features->why);
	ret = guard_start(&r->err);
	return ret ? ret : tracer_new(&r->tracer, &r->err);
}

/* What the machine is to be: the kernel with features, or a recording. */
static int choose(struct run *r, struct kernel_features *features)
{
	const struct options *o = r->options;
	int ret;

	memset(features, 0, sizeof(*features));
	if (o->x.replay && (o->x.record || o->commands.len || o->pids.len))
		return err_set(&r->err, -EINVAL, "option replay asks what was "
			       "recorded: there is nothing to record, and no "
			       "process to start (-c) or to take (-p)");
	if (o->x.replay)
		return recording_open(&r->recording, o->x.replay, &r->err);
	ret = choose_backend(r, features);
	if (ret)
		return ret;
	if (o->x.uprobes && !strcmp(o->x.uprobes, "perf"))
		features->uprobe_multi = false;
	return run_take_targets(r);
}

static int trace(struct run *r)
{
	struct kernel_features features;
	int ret = choose(r, &features);

	if (!ret)
		ret = compile(r, &features);
	if (!ret && r->options->x.tree)
		show_tree(&r->c.program);
	say_problems(buf_str(&r->c.bind.problems));
	if (r->c.probes && (ret || r->options->verbose))
		say_problems(probe_set_problems(r->c.probes));
	if (!ret && r->options->verbose)
		ret = show_stability(r);
	if (!ret && r->options->x.disasm)
		show_code(&r->c.image);
	if (ret || r->options->compile_only)
		return ret;
	say_matched(r);
	ret = start(r, &features);
	if (!ret)
		ret = r->recording ? run_replay(r) : run_loop(r);
	return ret ? cut_short(r, ret) : finish(r);
}

static void release(struct run *r)
{
	consumer_free(r->consumer);
	if (r->backend)
		r->backend->ops->free(r->backend);
	for (size_t i = 0; i < r->targets.len; i++) {
		if (guard_is_gone() && r->targets.items[i])
			proc_let_go(r->targets.items[i]);
		proc_free(r->targets.items[i]);
	}
	vec_release(&r->targets);
	tracer_free(r->tracer);
	late_free(r->late);
	for (size_t i = 0; i < r->ticks.len; i++)
		close(r->ticks.items[i].fd);
	vec_release(&r->ticks);
	symbols_free(r->symbols);
	unwinder_free(r->unwinder);
	interps_free(r->interps);
	ksyms_free(r->ksyms);
	if (r->signals >= 0)
		close(r->signals);
	close(r->epoll);
	compilation_release(&r->c);
	recording_close(r->recording);
}

/*
 * `dtrace ... | head`: nobody reads what is printed any more. That ends the
 * run without a word and with the status of a command that SIGPIPE ended.
 */
#define STATUS_NO_READER (128 + SIGPIPE)

static int report(struct run *r, int ret)
{
	struct buf text = BUF_INIT;
	int status = 0;

	diags_print(&r->c.diags, r->options->x.errtags, &text);
	fputs(buf_str(&text), stderr);
	buf_release(&text);
	if (ret == -EPIPE)
		return STATUS_NO_READER;
	if (ret && r->err.text[0])
		say("%s", r->err.text);
	if (ret && r->backend && !r->tracer && !r->recording &&
	    r->options->verbose)
		fputs(kernel_backend_log(r->backend), stderr);
	if (ret)
		return 1;
	if (r->consumer)
		consumer_exited(r->consumer, &status);
	return status;
}

static int open_output(struct run *r)
{
	const char *path = r->options->output;

	r->out = path ? fopen(path, "we") : stdout;
	if (!r->out) {
		say("cannot write '%s': %s", path, strerror(errno));
		return -1;
	}
	r->out_name = path ? xasprintf("'%s'", path)
			   : xstrdup("standard output");
	return 0;
}

static int close_output(struct run *r)
{
	struct err e = ERR_INIT;
	int ret = run_reopen(r, "", NULL, &e);

	if (!ret && r->options->output && fclose(r->out))
		ret = err_sys(&e, -errno, "cannot write %s", r->out_name);
	r->err = e;
	return ret;
}

int cmd_trace(struct options *o)
{
	struct run r = { .options = o, .signals = -1 };
	int status;

	if (open_output(&r))
		return 1;
	r.epoll = epoll_create1(EPOLL_CLOEXEC);
	compilation_init(&r.c);
	r.symbols = symbols_new();
	if (o->x.debugdir)
		symbols_set_debug_folder(r.symbols, o->x.debugdir);
	r.ksyms = ksyms_new();
	r.unwinder = unwinder_new();
	r.interps = interps_new();
	status = report(&r, trace(&r));
	release(&r);
	/* a failure that was reported makes this one fail as well */
	if (close_output(&r) && !status) {
		say("%s", r.err.text);
		status = 1;
	}
	free(r.out_name);
	return status;
}
