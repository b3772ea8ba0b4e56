/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/late.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "backend/hold.h"
#include "backend/mapwatch.h"
#include "base/bug.h"
#include "base/glob.h"
#include "cmd/say.h"

struct late {
	struct mapwatch *watch;
	struct hold *hold;		/* or NULL */
	struct strmap seen;		/* "device:inode:generation" */
	VEC(pid_t) pids;		/* that mapped something new */
	VEC(pid_t) named;		/* by descriptions, as prov1234 */
	bool zdefs;
	VEC(pid_t) ended;		/* whose records may still come */
	uint64_t next_look;		/* when, ns: see late_forget() */
};

/*
 * Files that were deleted are forgotten when no process has them; of others so
 * many are kept that nobody uses now.
 */
#define KEPT_FILES 128
#define SEEN_MAX 4096		/* then all are looked into again */
#define LOOK_NS UINT64_C(1000000000)
#define LOOK_SHARE 50		/* it takes at most that part of our time */

/* The process of prov1234, or 0. */
static pid_t named_pid(const struct probe_desc *d)
{
	size_t n = strlen(d->provider), digits = n;

	while (digits && isdigit((unsigned char)d->provider[digits - 1]))
		digits--;
	if (!digits || n - digits > 9)
		return 0;
	return (pid_t)strtol(d->provider + digits, NULL, 10);
}

/*
 * Could it match what comes later? A pattern matches other processes; a
 * process that is named may load more files, which is waited for with -Z.
 */
static bool is_open(const struct late *l, const struct probe_desc *d)
{
	return glob_is_pattern(d->provider) || (l->zdefs && named_pid(d));
}

static bool any_open(struct late *l, const struct program *program)
{
	bool any = false;

	for (const struct clause *c = program->clauses; c; c = c->next)
		for (const struct probe_desc *d = c->probes; d; d = d->next) {
			if (!is_open(l, d))
				continue;
			any = true;
			if (named_pid(d))
				*vec_push(&l->named) = named_pid(d);
		}
	return any;
}

struct late *late_new(const struct options *o, const struct program *program,
		      bool is_fed)
{
	struct late *l = xcalloc(1, sizeof(*l));
	struct err e = ERR_INIT;

	l->zdefs = o->x.zdefs;
	if (!o->compile_only && any_open(l, program)) {
		if (!(is_fed ? mapwatch_new_fed(&l->watch, &e) :
			       mapwatch_new(&l->watch, &e)))
			return l;
		if (o->x.zdefs)
			say("%s", e.text);
	}
	late_free(l);
	return NULL;
}

void late_free(struct late *l)
{
	if (!l)
		return;
	hold_free(l->hold);
	mapwatch_free(l->watch);
	vec_release(&l->ended);
	vec_release(&l->pids);
	vec_release(&l->named);
	strmap_release(&l->seen);
	free(l);
}

struct mapwatch *late_watch(struct late *l)
{
	return l ? l->watch : NULL;
}

int late_hold(struct late *l, struct compilation *c, struct err *e)
{
	struct hold_members m = {
		.task_files = compile_member(c, "task_struct", "files"),
		.task_ptrace = compile_member(c, "task_struct", "ptrace"),
		.files_fdt = compile_member(c, "files_struct", "fdt"),
		.fdt_fd = compile_member(c, "fdtable", "fd"),
		.bprm_file = compile_member(c, "linux_binprm", "file"),
		.file_inode = compile_member(c, "file", "f_inode"),
		.inode_ino = compile_member(c, "inode", "i_ino"),
		.inode_generation = compile_member(c, "inode", "i_generation"),
		.inode_sb = compile_member(c, "inode", "i_sb"),
		.sb_dev = compile_member(c, "super_block", "s_dev"),
	};

	return hold_new(&l->hold, &m, e);
}

void late_pause(struct late *l, bool is_paused)
{
	if (l && l->hold)
		hold_pause(l->hold, is_paused);
}

void late_hold_end(struct late *l)
{
	if (!l)
		return;
	hold_free(l->hold);
	l->hold = NULL;
}

int late_hold_fd(const struct late *l)
{
	return l->hold ? hold_fd(l->hold) : -1;
}

int late_fd(const struct late *l)
{
	return mapwatch_fd(l->watch);
}

static bool is_named(const struct late *l, pid_t pid)
{
	for (size_t i = 0; i < l->named.len; i++)
		if (l->named.items[i] == pid)
			return true;
	return false;
}

static void note_pid(void *data, pid_t pid)
{
	struct late *l = data;

	for (size_t i = 0; i < l->pids.len; i++)
		if (l->pids.items[i] == pid)
			return;
	*vec_push(&l->pids) = pid;
}

/* A file is looked into once; for processes that are named once in each. */
static void note_mapping(void *data, const struct mapping *m)
{
	struct late *l = data;
	char file[64];

	snprintf(file, sizeof(file), "%x:%x:%llx:%llx %d", m->major, m->minor,
		 (unsigned long long)m->inode,
		 (unsigned long long)m->generation,
		 is_named(l, m->pid) ? (int)m->pid : 0);
	if (strmap_index(&l->seen, file) >= 0)
		return;
	strmap_set(&l->seen, file, NULL);
	note_pid(l, m->pid);
}

/* Providers are remembered only if a description may mean them. */
struct wanted {
	const struct late *late;
	const struct program *program;
};

static bool is_wanted(void *data, const char *provider)
{
	const struct wanted *w = data;

	for (const struct clause *c = w->program->clauses; c; c = c->next)
		for (const struct probe_desc *d = c->probes; d; d = d->next)
			if (is_open(w->late, d) &&
			    glob_match(d->provider, provider))
				return true;
	return false;
}

/* A process that is gone already has nothing to be traced. */
static void look_into(struct late *l, struct compilation *c)
{
	struct wanted wanted = { l, &c->program };
	struct err ignored = ERR_INIT;

	for (size_t i = 0; i < l->pids.len; i++)
		probe_set_refresh(c->probes, l->pids.items[i], is_wanted,
				  &wanted, &ignored);
	l->pids.len = 0;
}

/* The sites that are new since first, as an image of their own. */
static int attach_new(struct compilation *c, const struct options *o,
		      bool may_sleep, uint32_t first,
		      struct backend *backend, struct err *e)
{
	struct image im;
	int ret;

	image_init(&im);
	ret = compile_late(c, o, may_sleep, first, &im, e);
	if (!ret)
		ret = backend->ops->extend(backend, &im, e);
	image_release(&im);
	return ret;
}

static int look(struct late *l, struct compilation *c,
		const struct options *o, bool may_sleep,
		struct backend *backend, struct err *e)
{
	size_t bindings = c->bind.bindings.len;
	uint32_t first = c->bind.serial;
	struct err problem = ERR_INIT;
	int ret;

	if (!l->pids.len)
		return 0;
	look_into(l, c);
	for (const struct clause *cl = c->program.clauses; cl; cl = cl->next)
		for (const struct probe_desc *d = cl->probes; d; d = d->next) {
			ret = is_open(l, d) ?
			      compile_match(c, cl, d, first, e) : 0;
			if (ret)
				return ret;
		}
	c->last_id = c->max_id;
	/* what cannot be attached must not end what is traced already */
	if (c->bind.serial != first &&
	    attach_new(c, o, may_sleep, first, backend, &problem))
		say("probes that appeared now are left out: %s", problem.text);
	c->bind.bindings.len = bindings;
	return 0;
}

int late_update(struct late *l, struct compilation *c,
		const struct options *o, bool may_sleep,
		struct backend *backend, struct err *e)
{
	int ret;

	if (l->hold)
		hold_take(l->hold, note_pid, l);
	mapwatch_drain(l->watch, note_mapping, l);
	ret = look(l, c, o, may_sleep, backend, e);
	if (l->hold)
		hold_go_on(l->hold);
	return ret;
}

/* ---- what is gone ---------------------------------------------- */

static uint64_t ns_of(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000000000 + (uint64_t)t.tv_nsec;
}

static void detach(struct late *l, struct compilation *c,
		   const struct probe_forgotten *gone,
		   struct backend *backend)
{
	size_t n = c->image.objects.len;
	bool *objects = xcalloc(n, sizeof(*objects));

	for (size_t i = 0; i < gone->objects.len; i++) {
		int at = bind_forget(&c->bind, gone->objects.items[i]);

		if (at >= 0)
			objects[at] = true;
	}
	backend->ops->forget(backend, objects, n);
	free(objects);
	/* who comes back is looked into again */
	strmap_release(&l->seen);
	if (l->hold)
		hold_forget_files(l->hold);
}

static void forget(struct late *l, struct compilation *c,
		   struct backend *backend)
{
	struct probe_forgotten gone = { 0 };

	probe_set_forget(c->probes, KEPT_FILES, &gone);
	if (gone.objects.len)
		detach(l, c, &gone, backend);
	for (size_t i = 0; i < l->ended.len; i++)
		bind_forget_process(&c->bind, l->ended.items[i]);
	l->ended.len = 0;
	for (size_t i = 0; i < gone.pids.len; i++)
		*vec_push(&l->ended) = gone.pids.items[i];
	vec_release(&gone.objects);
	vec_release(&gone.pids);
	if (l->seen.len > SEEN_MAX)
		strmap_release(&l->seen);
}

void late_forget(struct late *l, struct compilation *c,
		 struct backend *backend, bool holds_records)
{
	uint64_t now = ns_of(CLOCK_MONOTONIC), cost;

	if (!backend->ops->forget || now < l->next_look)
		return;
	if (!holds_records)
		bind_reuse(&c->bind);
	cost = ns_of(CLOCK_PROCESS_CPUTIME_ID);
	forget(l, c, backend);
	cost = ns_of(CLOCK_PROCESS_CPUTIME_ID) - cost;
	l->next_look = now + LOOK_NS + LOOK_SHARE * cost;
}
