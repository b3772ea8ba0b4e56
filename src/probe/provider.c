/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/provider.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/glob.h"

/* By first_id. */
static const struct provider *const providers[] = {
	&provider_syscall,
};

#define NPROVIDERS (sizeof(providers) / sizeof(*providers))

/* What a set has of each of them. */
struct provider_state {
	struct probe_list probes;
	bool is_filled;
	struct err err;		/* why it has none */
	int ret;
};

struct probe *provider_add(struct probe_set *s, struct probe_list *out,
			   const struct provider *provider, uint32_t id,
			   const char *function, const char *name)
{
	struct probe *p = ARENA_NEW(&s->arena, struct probe);

	*vec_push(out) = p;
	p->id = id;
	p->provider = p->base_provider = provider->decl->name;
	p->provider_decl = provider->decl;
	p->module = "vmlinux";
	p->function = function;
	p->name = name;
	return p;
}

bool provider_is_name(const char *name)
{
	for (size_t i = 0; i < NPROVIDERS; i++)
		if (!strcmp(name, providers[i]->decl->name))
			return true;
	return false;
}

static bool is_wanted(size_t i, const struct probe_desc *d)
{
	uint32_t end = i + 1 < NPROVIDERS ? providers[i + 1]->first_id :
					    FIRST_USDT_ID;

	if (d->id)
		return d->id >= providers[i]->first_id && d->id < end;
	if (*d->provider)
		return glob_match(d->provider, providers[i]->decl->name);
	/* BEGIN or tick-1s without a provider mean the built-in ones */
	return !builtin_is_name(d->name);
}

static void fill(struct probe_set *s, size_t i)
{
	struct provider_state *st = &s->providers[i];

	if (st->is_filled)
		return;
	st->is_filled = true;
	st->ret = providers[i]->fill(s, &st->probes, &st->err);
	if (st->ret && !providers[i]->is_hidden)
		buf_printf(&s->problems, "%s\n", st->err.text);
}

int provider_match(struct probe_set *s, const struct probe_desc *desc,
		   struct probe_list *found, struct err *e)
{
	if (!s->providers)
		s->providers = xcalloc(NPROVIDERS, sizeof(*s->providers));
	for (size_t i = 0; i < NPROVIDERS; i++) {
		struct provider_state *st = &s->providers[i];

		if (!is_wanted(i, desc))
			continue;
		fill(s, i);
		if (st->ret && !strcmp(desc->provider,
				       providers[i]->decl->name)) {
			*e = st->err;
			return st->ret;
		}
		for (size_t k = 0; k < st->probes.len; k++)
			if (probe_matches(desc, st->probes.items[k]))
				*vec_push(found) = st->probes.items[k];
	}
	return 0;
}

void provider_release(struct probe_set *s)
{
	for (size_t i = 0; s->providers && i < NPROVIDERS; i++)
		vec_release(&s->providers[i].probes);
	free(s->providers);
}
