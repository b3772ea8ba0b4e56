/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a set need not know any more. Programs that are built, run once and
 * deleted must not make a tracer grow; but as long as a process may fire a
 * probe, or come back, its file stays.
 *
 * A process may be copied (fork) while we look at all of them one by one, and
 * the copy have a number that we have passed already. So a file counts as
 * unused only when it was seen nowhere twice.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/bug.h"
#include "probe/impl.h"
#include "proc/proc.h"

#define UNUSED_SCANS 2
#define FILES_MAX 4096		/* that have no probes; then all are looked
				 * into again when they are met */

/* ---- which files ------------------------------------------------ */

/* Can nobody open it by its name any more? */
static bool is_deleted(const struct object *o)
{
	struct stat st;

	return stat(o->pub.open_path, &st) || !st.st_nlink ||
	       st.st_dev != o->file_dev || st.st_ino != o->file_ino;
}

static size_t count_late(const struct probe_set *s)
{
	size_t n = 0;

	for (size_t i = 0; i < s->objects.len; i++)
		n += s->objects.items[i]->is_late;
	return n;
}

static bool any_deleted(const struct probe_set *s)
{
	for (size_t i = 0; i < s->objects.len; i++)
		if (s->objects.items[i]->is_late &&
		    is_deleted(s->objects.items[i]))
			return true;
	return false;
}

/* One that we may not look into does not count, as it does not elsewhere. */
static int mark_mapped(void *data, pid_t pid)
{
	const struct probe_set *s = data;
	struct err ignored = ERR_INIT;
	struct mapping one;
	struct maps m;

	if (maps_open(&m, pid, 0, &ignored))
		return 0;
	while (maps_next(&m, &one, &ignored) > 0) {
		struct file_entry *f = file_table_find(&s->files, one.dev,
						       one.ino);

		if (f && f->object)
			f->object->unmapped = 0;
	}
	maps_close(&m);
	return 0;
}

/* False when nobody knows. */
static bool mark_all(struct probe_set *s)
{
	struct err ignored = ERR_INIT;

	for (size_t i = 0; i < s->objects.len; i++)
		s->objects.items[i]->unmapped++;
	if (!proc_each(mark_mapped, s, &ignored))
		return true;
	for (size_t i = 0; i < s->objects.len; i++)
		s->objects.items[i]->unmapped = 0;
	return false;
}

/* ---- taking them out -------------------------------------------- */

static bool is_going(const struct probe_object *o,
		     const struct probe_forgotten *going)
{
	for (size_t i = 0; i < going->objects.len; i++)
		if (going->objects.items[i] == o->id)
			return true;
	return false;
}

static bool has_ended(pid_t pid, struct probe_forgotten *out)
{
	for (size_t i = 0; i < out->pids.len; i++)
		if (out->pids.items[i] == pid)
			return true;
	if (!pid || !kill(pid, 0) || errno != ESRCH)
		return false;
	*vec_push(&out->pids) = pid;
	return true;
}

/* A probe that was merged from several files may go on without one. */
static void drop_sites(struct probe *p, const struct probe_forgotten *going)
{
	size_t kept = 0;

	if (!p->owns_sites)
		return;
	for (size_t i = 0; i < p->sites.len; i++)
		if (!is_going(p->sites.items[i].object, going))
			p->sites.items[kept++] = p->sites.items[i];
	p->sites.len = kept;
}

static bool is_made_by(const struct probe *p, const struct block *b)
{
	return p >= b->made && p < b->made + b->provider->ngroups;
}

/* The probes of a block stand behind one another, at from or later. */
static size_t drop_probes(struct probe_set *s, const struct block *b)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->usdt.len; i++)
		if (!is_made_by(s->usdt.items[i], b))
			s->usdt.items[kept++] = s->usdt.items[i];
	s->usdt.len = kept;
	return kept;
}

static void drop_blocks(struct probe_set *s, struct probe_forgotten *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->blocks.len; i++) {
		struct block *b = &s->blocks.items[i];

		if (!is_going(&b->object->pub, out) &&
		    !has_ended(b->pid, out)) {
			s->blocks.items[kept++] = *b;
			continue;
		}
		drop_probes(s, b);
		block_release(b);
	}
	s->blocks.len = kept;
	for (size_t i = 0; i < s->usdt.len; i++)
		drop_sites(s->usdt.items[i], out);
	/* made again when it is needed */
	strmap_release(&s->by_name);
	s->has_names = false;
}

static void drop_objects(struct probe_set *s, struct probe_forgotten *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->files.nslots; i++) {
		struct file_entry *f = &s->files.slots[i];

		if (f->object && is_going(&f->object->pub, out)) {
			f->object = NULL;
			f->is_known = false;
		}
	}
	for (size_t i = 0; i < s->objects.len; i++) {
		struct object *o = s->objects.items[i];

		if (!is_going(&o->pub, out)) {
			s->objects.items[kept++] = o;
			continue;
		}
		s->kept_fds -= o->fd >= 0;
		object_free(o);
	}
	s->objects.len = kept;
}

void probe_set_forget(struct probe_set *s, size_t keep,
		      struct probe_forgotten *out)
{
	size_t late = count_late(s);
	bool knows = late && (late > keep || any_deleted(s)) && mark_all(s);

	/* the oldest come first */
	for (size_t i = 0; knows && i < s->objects.len; i++) {
		const struct object *o = s->objects.items[i];

		if (!o->is_late || o->unmapped < UNUSED_SCANS ||
		    (late <= keep && !is_deleted(o)))
			continue;
		*vec_push(&out->objects) = o->pub.id;
		late--;
	}
	drop_blocks(s, out);
	drop_objects(s, out);
	if (s->files.len > FILES_MAX)
		file_table_shrink(&s->files);
}
