/* SPDX-License-Identifier: BSD-2-Clause */
#include "probe/provider.h"

#include <stdlib.h>
#include <string.h>

#include "base/bug.h"
#include "base/glob.h"

static const struct provider *const providers[] = {
	&provider_syscall, &provider_proc, &provider_sched, &provider_io,
	&provider_rawtp, &provider_sdt, &provider_fbt,
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

int probe_set_ktypes(struct probe_set *s, struct ktypes **out, struct err *e)
{
	int ret = s->ktypes ? 0 : ktypes_open(KTYPES_PATH, &s->ktypes, e);

	*out = s->ktypes;
	return ret;
}

/* ---- tracepoints --------------------------------------------------------- */

int provider_tracepoints(struct probe_set *s, const struct tracepoints **out,
			 struct err *e)
{
	if (!s->tracepoints) {
		struct tracepoints *t = ARENA_NEW(&s->arena,
						  struct tracepoints);
		struct ktypes *k;
		int ret = probe_set_ktypes(s, &k, e);

		if (ret)
			return ret;
		tracepoints_read(k, &s->arena, t);
		s->tracepoints = t;
	}
	*out = s->tracepoints;
	return 0;
}

/* Has the kernel all that the line needs? */
static bool can_trace(const struct tracepoints *all,
		      const struct trace_def *def)
{
	const struct tracepoint *t =
		tracepoints_find(all, def->trace.tracepoint);

	if (!t || (def->below && t->nargs >= def->below))
		return false;
	for (int i = 0; i < def->trace.nwords; i++)
		if (def->trace.words[i] < TRACE_WORD_CALL_ARG &&
		    def->trace.words[i] >= t->nargs)
			return false;
	for (int i = 0; i < TRACE_CONDS_MAX; i++)
		if (def->trace.conds[i].what == TRACE_ARG &&
		    def->trace.conds[i].arg >= t->nargs)
			return false;
	return true;
}

/* The declarations are ours, so they are right. */
static const struct provider_decl *parse_types(struct probe_set *s,
					       const char *name,
					       const char *text)
{
	struct source *source = source_new(name, text, strlen(text));
	struct diags diags = DIAGS_INIT;
	struct provider_decl *d;

	*vec_push(&s->sources) = source;
	d = provider_parse(&s->arena, source, &diags);
	if (!d)
		BUG("types of provider %s: %s", name, diags.items[0].text);
	diags_release(&diags);
	return d;
}

static const struct probe_decl *find_decl(const struct provider_decl *p,
					  const char *name)
{
	const struct probe_decl *d = p->probes;

	while (d && strcmp(d->name, name))
		d = d->next;
	return d;
}

int provider_add_traces(struct probe_set *s, struct probe_list *out,
			const struct provider *provider,
			const struct trace_def *defs, size_t n,
			const char *types, struct err *e)
{
	const struct tracepoints *all;
	int ret = provider_tracepoints(s, &all, e);
	const struct provider_decl *decl =
		parse_types(s, provider->decl->name, types);
	uint32_t id = provider->first_id;

	for (size_t i = 0, next; !ret && i < n; i = next, id++) {
		struct image_trace *traces;
		size_t found = 0;
		struct probe *p;

		for (next = i; next < n &&
		     !strcmp(defs[next].name, defs[i].name); next++)
			;
		traces = ARENA_NEW_N(&s->arena, struct image_trace, next - i);
		for (size_t k = i; k < next; k++)
			if (can_trace(all, &defs[k]))
				traces[found++] = defs[k].trace;
		if (!found) {
			buf_printf(&s->problems, "%s:::%s needs a tracepoint "
				   "of newer kernels: %s\n",
				   provider->decl->name, defs[i].name,
				   defs[i].trace.tracepoint);
			continue;
		}
		p = provider_add(s, out, provider, id, "", defs[i].name);
		p->kind = PROBE_TRACEPOINT;
		p->traces = traces;
		p->ntraces = found;
		p->decl = find_decl(decl, p->name);
	}
	return ret;
}

/* ---- matching ------------------------------------------------------------ */

bool provider_is_name(const char *name)
{
	for (size_t i = 0; i < NPROVIDERS; i++)
		if (!strcmp(name, providers[i]->decl->name))
			return true;
	return false;
}

/* All that a process has: the kernel's probes are not meant. */
static bool is_of_process(const struct probe_set *s,
			  const struct probe_desc *d)
{
	return s->options.npids && !*d->module && !*d->function && !*d->name;
}

static bool is_wanted(const struct probe_set *s, size_t i,
		      const struct probe_desc *d)
{
	if (d->id)
		return d->id >= providers[i]->first_id &&
		       d->id - providers[i]->first_id < providers[i]->room;
	if (providers[i]->by_name_only)
		return !strcmp(d->provider, providers[i]->decl->name);
	if (*d->provider)
		return glob_match(d->provider, providers[i]->decl->name);
	/* BEGIN or tick-1s without a provider mean the built-in ones */
	return !builtin_is_name(d->name) && !is_of_process(s, d);
}

static void fill(struct probe_set *s, size_t i)
{
	struct provider_state *st = &s->providers[i];

	if (st->is_filled)
		return;
	st->is_filled = true;
	st->ret = providers[i]->fill(s, &st->probes, &st->err);
	if (st->ret && !providers[i]->by_name_only)
		buf_printf(&s->problems, "%s\n", st->err.text);
}

int provider_match(struct probe_set *s, const struct probe_desc *desc,
		   struct probe_list *found, struct err *e)
{
	if (!s->providers)
		s->providers = xcalloc(NPROVIDERS, sizeof(*s->providers));
	for (size_t i = 0; i < NPROVIDERS; i++) {
		struct provider_state *st = &s->providers[i];

		if (!is_wanted(s, i, desc))
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
	for (size_t i = 0; i < s->sources.len; i++)
		source_free(s->sources.items[i]);
	vec_release(&s->sources);
	ktypes_free(s->ktypes);
}
