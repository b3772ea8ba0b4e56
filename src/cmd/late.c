/* SPDX-License-Identifier: BSD-2-Clause */
#include "cmd/late.h"

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
	VEC(struct image *) images;	/* one for each time; backends use
					 * them until the end */
};

/* Could it match a process that is not there yet? */
static bool is_open(const struct probe_desc *d)
{
	return glob_is_pattern(d->provider);
}

static bool any_open(const struct program *program)
{
	for (const struct clause *c = program->clauses; c; c = c->next)
		for (const struct probe_desc *d = c->probes; d; d = d->next)
			if (is_open(d))
				return true;
	return false;
}

struct late *late_new(const struct options *o, const struct program *program)
{
	struct late *l;
	struct err e = ERR_INIT;

	if (o->compile_only || !any_open(program))
		return NULL;
	l = xcalloc(1, sizeof(*l));
	if (mapwatch_new(&l->watch, &e)) {
		if (o->x.zdefs)
			say("%s", e.text);
		free(l);
		return NULL;
	}
	return l;
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
	strmap_release(&l->seen);
	free(l);
}

int late_fd(const struct late *l)
{
	return mapwatch_fd(l->watch);
}

static void note_mapping(void *data, const struct mapping *m)
{
	struct late *l = data;
	char file[64];

	snprintf(file, sizeof(file), "%x:%x:%llx:%llx", m->major, m->minor,
		 (unsigned long long)m->inode,
		 (unsigned long long)m->generation);
	if (strmap_index(&l->seen, file) >= 0)
		return;
	strmap_set(&l->seen, file, NULL);
	for (size_t i = 0; i < l->pids.len; i++)
		if (l->pids.items[i] == m->pid)
			return;
	*vec_push(&l->pids) = m->pid;
}

/* A process that is gone already has nothing to be traced. */
static void look_into(struct late *l, struct probe_set *probes)
{
	struct err ignored = ERR_INIT;

	for (size_t i = 0; i < l->pids.len; i++)
		probe_set_refresh(probes, l->pids.items[i], &ignored);
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
	look_into(l, c->probes);
	for (const struct clause *cl = c->program.clauses; cl; cl = cl->next)
		for (const struct probe_desc *d = cl->probes; d; d = d->next) {
			ret = is_open(d) ? compile_match(c, cl, d, e) : 0;
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
