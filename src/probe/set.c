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
static void add_sites(struct probe *p, const struct group *g)
{
	size_t n = p->sites.len;
	struct probe_site *all;

	if (has_site(p, &g->sites[0]))
		return;
	all = xcalloc(n + g->nsites, sizeof(*all));
	memcpy(all, p->sites.items, n * sizeof(*all));
	memcpy(all + n, g->sites, g->nsites * sizeof(*all));
	if (p->owns_sites)
		free(p->sites.items);
	p->owns_sites = true;
	p->sites.items = all;
	p->sites.len = p->sites.cap = n + g->nsites;
}

/* ---- making -------------------------------------------------------------- */

static char *provider_name(const struct block *b)
{
	return b->pid ? xasprintf("%s%d", b->provider->name, b->pid) :
			xstrdup(b->provider->name);
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

/* From 10001 on; after a million came and went, far above all others. */
static uint32_t next_id(struct probe_set *s)
{
	if (!s->next_id)
		s->next_id = FIRST_USDT_ID;
	if (s->next_id == FIRST_PID_ID)
		s->next_id = FIRST_LATER_ID;
	return s->next_id++;
}

static void add_block(struct probe_set *s, struct block *b, bool may_merge)
{
	const struct object_provider *from = b->provider;
	struct probe *made = xcalloc(from->ngroups, sizeof(*made));
	const char *provider;
	struct buf scratch = BUF_INIT;

	b->made = made;
	b->name = provider_name(b);
	provider = b->name;
	for (size_t i = 0; i < from->ngroups && has_room(s); i++) {
		struct probe *p = &made[i], *same = NULL;

		fill(p, b, &from->groups[i], provider);
		if (may_merge)
			same = find_same(s, p, &scratch);
		if (same) {
			add_sites(same, &from->groups[i]);
			continue;
		}
		p->id = next_id(s);
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
		struct block *b = &s->found.items[i];

		add_block(s, b, (i && !compare_keys(b, b - 1)) ||
				key_is_known(s, nold, b));
		*vec_push(&s->blocks) = *b;
	}
	s->found.len = 0;
}

void block_release(struct block *b)
{
	for (size_t i = 0; i < b->provider->ngroups; i++)
		if (b->made[i].owns_sites)
			free(b->made[i].sites.items);
	free(b->made);
	free(b->name);
}
