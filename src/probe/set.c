/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From blocks (one provider of one file in one process) to probes. Blocks are
 * few and their groups are sorted already, so the blocks are sorted and the
 * probes just follow. Only where a process maps two files of the same name
 * with the same provider, probes are looked up by name and merged.
 */
#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "probe/impl.h"

static const char *module_of(const struct block *b)
{
	return b->object->pub.module;
}

static int compare_keys(const struct block *a, const struct block *b)
{
	int diff = strcmp(a->provider->name, b->provider->name);

	if (!diff)
		diff = a->pid < b->pid ? -1 : a->pid > b->pid;
	return diff ? diff : strcmp(module_of(a), module_of(b));
}

static int compare_blocks(const void *pa, const void *pb)
{
	const struct block *a = pa, *b = pb;
	int diff = compare_keys(a, b);

	return diff ? diff : strcmp(a->object->pub.path, b->object->pub.path);
}

/* ---- merging ------------------------------------------------------------ */

static void full_name(const struct probe *p, struct buf *out)
{
	buf_clear(out);
	/* No name holds a newline. */
	buf_printf(out, "%s\n%s\n%s\n%s", p->provider, p->module, p->function,
		   p->name);
}

static void remember_name(struct probe_set *s, struct probe *p,
			  struct buf *scratch)
{
	full_name(p, scratch);
	strmap_set(&s->by_name, buf_str(scratch), p);
}

/* The probe of that name that is there already, or NULL. */
static struct probe *find_same(struct probe_set *s, const struct probe *p,
			       struct buf *scratch)
{
	if (!s->has_names) {
		s->has_names = true;
		for (size_t i = 0; i < s->usdt.len; i++)
			remember_name(s, s->usdt.items[i], scratch);
	}
	full_name(p, scratch);
	return strmap_get(&s->by_name, buf_str(scratch));
}

static bool has_site(const struct probe *p, const struct probe_site *site)
{
	for (size_t i = 0; i < p->sites.len; i++)
		if (p->sites.items[i].site == site->site)
			return true;
	return false;
}

/* The sites of a probe are the group's, which others share: copy them. */
static void add_sites(struct probe_set *s, struct probe *p,
		      const struct group *g)
{
	size_t n = p->sites.len;
	struct probe_site *all;

	if (has_site(p, &g->sites[0]))
		return;
	all = ARENA_NEW_N(&s->arena, struct probe_site, n + g->nsites);
	memcpy(all, p->sites.items, n * sizeof(*all));
	memcpy(all + n, g->sites, g->nsites * sizeof(*all));
	p->sites.items = all;
	p->sites.len = p->sites.cap = n + g->nsites;
}

/* ---- making -------------------------------------------------------------- */

static const char *provider_name(struct probe_set *s, const struct block *b)
{
	return b->pid ? arena_printf(&s->arena, "%s%d", b->provider->name,
				     b->pid) : b->provider->name;
}

static void fill(struct probe *p, const struct block *b,
		 const struct group *g, const char *provider)
{
	p->kind = PROBE_USDT;
	p->provider = provider;
	p->base_provider = b->provider->name;
	p->module = module_of(b);
	p->function = g->function;
	p->name = g->name;
	p->pid = b->pid;
	p->sites.items = g->sites;
	p->sites.len = p->sites.cap = g->nsites;
	p->decl = g->decl;
	p->provider_decl = b->provider->decl;
}

static bool has_room(struct probe_set *s)
{
	if (s->usdt.len < PROBES_MAX)
		return true;
	if (!s->is_full)
		buf_printf(&s->problems, "more than %d probes: the rest is "
			   "left out\n", PROBES_MAX);
	s->is_full = true;
	return false;
}

static void add_block(struct probe_set *s, const struct block *b,
		      bool may_merge)
{
	const struct object_provider *from = b->provider;
	struct probe *made = ARENA_NEW_N(&s->arena, struct probe,
					 from->ngroups);
	const char *provider = provider_name(s, b);
	struct buf scratch = BUF_INIT;

	for (size_t i = 0; i < from->ngroups && has_room(s); i++) {
		struct probe *p = &made[i], *same = NULL;

		fill(p, b, &from->groups[i], provider);
		if (may_merge)
			same = find_same(s, p, &scratch);
		if (same) {
			add_sites(s, same, &from->groups[i]);
			continue;
		}
		p->id = FIRST_USDT_ID + (uint32_t)s->usdt.len;
		*vec_push(&s->usdt) = p;
		if (s->has_names)
			remember_name(s, p, &scratch);
	}
	buf_release(&scratch);
}

static bool key_is_known(const struct probe_set *s, size_t nold,
			 const struct block *b)
{
	for (size_t i = 0; i < nold; i++)
		if (!compare_keys(&s->blocks.items[i], b))
			return true;
	return false;
}

void set_add_found(struct probe_set *s)
{
	size_t nold = s->blocks.len;

	if (s->found.len)
		qsort(s->found.items, s->found.len, sizeof(*s->found.items),
		      compare_blocks);
	for (size_t i = 0; i < s->found.len; i++) {
		const struct block *b = &s->found.items[i];

		add_block(s, b, (i && !compare_keys(b, b - 1)) ||
				key_is_known(s, nold, b));
		*vec_push(&s->blocks) = *b;
	}
	s->found.len = 0;
}
