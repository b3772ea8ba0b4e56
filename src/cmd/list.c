/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/list.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "cmd/compile.h"
#include "cmd/say.h"
#include "proc/launch.h"
#include "proc/proc.h"

struct listing {
	struct options *options;
	struct compilation c;		/* for descriptions */
	VEC(struct proc *) targets;
	VEC(pid_t) pids;
	struct recording *recording;	/* or NULL */
	struct buf text;
	bool failed;			/* a description matched nothing */
	struct err err;
};

/* A command is held where it starts, listed, and never let go. */
static int take_targets(struct listing *l)
{
	const struct options *o = l->options;
	struct proc *p;
	int ret;

	for (size_t i = 0; i < o->commands.len; i++) {
		ret = proc_launch(o->commands.items[i], NULL, &p, &l->err);
		if (ret)
			return ret;
		*vec_push(&l->targets) = p;
	}
	for (size_t i = 0; i < o->pids.len; i++) {
		ret = proc_grab(o->pids.items[i], &p, &l->err);
		if (ret)
			return ret;
		*vec_push(&l->targets) = p;
	}
	for (size_t i = 0; i < l->targets.len; i++)
		*vec_push(&l->pids) = proc_pid(l->targets.items[i]);
	return 0;
}

static int list_matching(struct listing *l, const struct probe_desc *desc)
{
	struct probe **found;
	size_t n;
	int ret = probe_match(l->c.probes, desc, &found, &n, &l->err);

	if (ret)
		return ret;
	for (size_t i = 0; i < n; i++) {
		if (l->options->x.json) {
			list_json(found[i], &l->text);
			continue;
		}
		list_probe(found[i], &l->text);
		if (l->options->verbose)
			list_details(found[i], &l->text);
	}
	free(found);
	if (n || l->options->x.zdefs)
		return 0;
	l->failed = true;
	if (desc->id)
		say("failed to match id %lld: No probe matches description",
		    (long long)desc->id);
	else
		say("failed to match %s:%s:%s:%s: No probe matches "
		    "description", desc->provider, desc->module,
		    desc->function, desc->name);
	return 0;
}

static int list_all(struct listing *l)
{
	const struct probe_desc everything = {
		.provider = "", .module = "", .function = "", .name = "",
	};
	const struct clause *clause = l->c.program.clauses;
	int ret = 0;

	if (!l->options->x.json)
		list_heading(&l->text);
	if (!l->options->programs.len)
		return list_matching(l, &everything);
	for (; clause; clause = clause->next)
		for (const struct probe_desc *d = clause->probes; d && !ret;
		     d = d->next)
			ret = list_matching(l, d);
	return ret;
}

static int list(struct listing *l)
{
	struct probe_options po = {
		.objects = l->options->x.objects.items,
		.nobjects = l->options->x.objects.len,
	};
	pid_t target;
	int ret = take_targets(l);

	if (ret)
		return ret;
	ret = privileges_load(&l->c.privileges, &l->err);
	if (ret)
		return ret;
	po.one_user = privileges_one_user(&l->c.privileges);
	po.user = l->c.privileges.uid;
	po.pids = l->pids.items;
	po.npids = l->pids.len;
	target = po.npids ? po.pids[0] : 0;
	if (l->options->x.replay) {
		ret = recording_open(&l->recording, l->options->x.replay,
				     &l->err);
		if (ret)
			return ret;
		po.recording = l->recording;
		target = (pid_t)recording_start(l->recording)->target;
	}
	ret = compile_parse(&l->c, l->options, target, &l->err);
	if (ret)
		return ret;
	l->c.probes = probe_set_new(&po);
	return list_all(l);
}

/* In one write: a reader that goes away is no business of ours. */
static int put(struct listing *l)
{
	const char *to = l->options->output;

	if (to)
		return file_write(to, buf_str(&l->text), l->text.len, 0666,
				  &l->err);
	if (fwrite(buf_str(&l->text), 1, l->text.len, stdout) != l->text.len ||
	    fflush(stdout))
		return errno == EPIPE ? 0 :
		       err_sys(&l->err, -errno, "cannot write the list");
	return 0;
}

/*
 * Root is not told of every process that has more rights than root here, unless
 * that may be why something is missing.
 */
static void say_left_out(struct listing *l)
{
	size_t hidden = probe_set_hidden(l->c.probes);

	say_problems(probe_set_problems(l->c.probes));
	if (!hidden || (!geteuid() && !l->options->verbose && !l->failed))
		return;
	say("%zu process%s left out: we may not look into %s%s", hidden,
	    hidden == 1 ? "" : "es", hidden == 1 ? "it" : "them",
	    geteuid() ? "; run dtrace as root" : "");
}

static void release(struct listing *l)
{
	for (size_t i = 0; i < l->targets.len; i++)
		proc_free(l->targets.items[i]);
	vec_release(&l->targets);
	vec_release(&l->pids);
	buf_release(&l->text);
	compilation_release(&l->c);
	recording_close(l->recording);
}

int cmd_list(struct options *o)
{
	struct listing l = { .options = o };
	struct buf diags = BUF_INIT;
	int ret;

	compilation_init(&l.c);
	ret = list(&l);
	if (!ret)
		ret = put(&l);
	if (l.c.probes)
		say_left_out(&l);
	diags_print(&l.c.diags, o->x.errtags, &diags);
	fputs(buf_str(&diags), stderr);
	buf_release(&diags);
	if (ret && l.err.text[0])
		say("%s", l.err.text);
	release(&l);
	return ret || l.failed;
}
