/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/late.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/mapwatch.h"
#include "base/bug.h"
#include "base/glob.h"
#include "cmd/say.h"

struct late {
	struct mapwatch *watch;
	struct strmap seen;		/* "device:inode:generation" */
	VEC(pid_t) pids;		/* that mapped something new */
	VEC(pid_t) named;		/* by descriptions, as prov1234 */
	bool zdefs;
	VEC(struct image *) images;	/* one for each time; backends use
					 * them until the end */
};

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
	mapwatch_free(l->watch);
	for (size_t i = 0; i < l->images.len; i++) {
		image_release(l->images.items[i]);
		free(l->images.items[i]);
	}
	vec_release(&l->images);
	vec_release(&l->pids);
	vec_release(&l->named);
	strmap_release(&l->seen);
	free(l);
}

struct mapwatch *late_watch(struct late *l)
{
	return l ? l->watch : NULL;
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
	for (size_t i = 0; i < l->pids.len; i++)
		if (l->pids.items[i] == m->pid)
			return;
	*vec_push(&l->pids) = m->pid;
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
static int attach_new(struct late *l, struct compilation *c,
		      const struct options *o, bool may_sleep, size_t first,
		      struct backend *backend, struct err *e)
{
	struct image *im = xcalloc(1, sizeof(*im));

	image_init(im);
	*vec_push(&l->images) = im;
	if (compile_late(c, o, may_sleep, first, im, e))
		return -1;
	return backend->ops->extend(backend, im, e);
}

int late_update(struct late *l, struct compilation *c,
		const struct options *o, bool may_sleep,
		struct backend *backend, struct err *e)
{
	size_t sites = c->image.sites.len;
	struct err problem = ERR_INIT;
	int ret;

	mapwatch_drain(l->watch, note_mapping, l);
	if (!l->pids.len)
		return 0;
	look_into(l, c);
	for (const struct clause *cl = c->program.clauses; cl; cl = cl->next)
		for (const struct probe_desc *d = cl->probes; d; d = d->next) {
			ret = is_open(l, d) ?
			      compile_match(c, cl, d, sites, e) : 0;
			if (ret)
				return ret;
		}
	c->last_id = c->max_id;
	if (c->image.sites.len == sites)
		return 0;
	/* what cannot be attached must not end what is traced already */
	if (attach_new(l, c, o, may_sleep, sites, backend, &problem))
		say("probes that appeared now are left out: %s", problem.text);
	return 0;
}
